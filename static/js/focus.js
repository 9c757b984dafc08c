// A button that is disabled while its request is under way loses the focus: it has it back with the
// answer, unless the person or the answer has put it elsewhere.

const before = new WeakMap();

document.addEventListener("htmx:beforeRequest", ({ detail }) => {
  before.set(detail.xhr, document.activeElement);
});

document.addEventListener("htmx:afterRequest", ({ detail }) => {
  const from = before.get(detail.xhr);
  if (document.activeElement === document.body) from?.focus({ preventScroll: true });
});

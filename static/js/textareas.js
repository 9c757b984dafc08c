// Text fields grow with what is written where the style sheet alone cannot make them: `field-sizing`.
// Its limits hold here too.

const FIELDS = "textarea:not(.code)";

function fit(field) {
  if (!field.matches(FIELDS) || !field.checkVisibility()) return;
  field.style.blockSize = "auto";
  const borders = field.offsetHeight - field.clientHeight;
  field.style.blockSize = `${field.scrollHeight + borders}px`;
}

function fitIn(element) {
  for (const field of element.querySelectorAll(FIELDS)) fit(field);
}

if (!CSS.supports("field-sizing: content")) {
  fitIn(document);
  document.addEventListener("input", ({ target }) => fit(target));
  document.addEventListener("toggle", ({ target }) => fitIn(target), { capture: true }); // it was hidden
  document.addEventListener("htmx:load", ({ target }) => fitIn(target));
}

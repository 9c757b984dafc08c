// What became of chosen pictures, as the server tells it by an event: stars change, tiles leave, tiles
// come back.  The focus returns to where it was before a dialog asked.

let from = null;

const bar = () => document.querySelector("musa-selection");
const tiles = () => document.querySelectorAll("musa-grid .tile");
const settle = () => document.dispatchEvent(new Event("selection:settle"));

function asked() {
  const ids = new Set(bar().dataset.asked.split(","));
  return [...tiles()].filter((tile) => ids.has(tile.querySelector("input").value));
}

function take(gone, moment) {
  for (const tile of gone) {
    tile.hidden = true;
    tile.dataset.gone = moment;
    tile.querySelector("input").checked = false;
  }
}

function after(gone) {
  const all = [...tiles()];
  const next = all.slice(all.indexOf(gone.at(-1))).find((tile) => !tile.hidden);
  return next ?? all.findLast((tile) => !tile.hidden);
}

function focus(tile) {
  tile?.querySelector(bar().isOn ? "input" : "a").focus();
}

// One button stars, and takes the stars away where all that is chosen has one.
document.addEventListener("selection:settled", () => {
  const chosen = bar().boxes.filter((box) => box.checked);
  const isStarred = chosen.length > 0 && chosen.every((box) => "starred" in box.closest(".tile").dataset);
  for (const button of bar().form.querySelectorAll("[name=starred]")) {
    button.hidden = (button.value === "0") !== isStarred;
  }
});

document.addEventListener("selection:done", ({ detail }) => {
  const changed = asked();
  if ("starred" in detail) for (const tile of changed) tile.toggleAttribute("data-starred", detail.starred);
  if (detail.trashed) take(changed, detail.trashed);
  settle();
  if (detail.trashed) focus(after(changed));
  else from?.focus();
});

document.addEventListener("selection:restored", ({ detail }) => {
  const back = [...tiles()].filter((tile) => tile.dataset.gone === detail.restored);
  for (const tile of back) tile.hidden = false;
  settle();
  focus(back[0]);
});

document.addEventListener("htmx:beforeRequest", ({ target }) => {
  if (bar()?.contains(target)) from = document.activeElement;
});

document.addEventListener("click", (event) => {
  const dialog = event.target.closest("[data-dismiss]")?.closest("dialog");
  if (!dialog || !bar()) return;
  event.preventDefault();
  dialog.close();
});

document.addEventListener(
  "close",
  ({ target }) => {
    if (target.id === "ask") from?.focus();
  },
  { capture: true },
);

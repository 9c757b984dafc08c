// The keys of the grid press what stands in the page: Space and X the tile's box, letters the buttons
// of the bar.  Without a choice a letter acts on the tile that has the focus.

const bar = () => document.querySelector("musa-selection");
const tileOf = (element) => element?.closest?.("musa-grid .tile");
const boxIn = (tile) => tile.querySelector("input[name=image]");
const settle = () => document.dispatchEvent(new Event("selection:settle"));
const letters = () => document.documentElement.dataset.singleKeys !== "off";

function toggle(tile) {
  boxIn(tile).click();
  boxIn(tile).focus();
}

function chooseShown() {
  for (const box of bar().boxes) box.checked = true;
  settle();
}

// The first Esc clears, the next one leaves.
function goBack(tile) {
  const isChosen = bar().boxes.some((box) => box.checked);
  if (isChosen) return bar().form.reset();
  bar().switchTo(false);
  tile?.querySelector("a").focus();
}

function press(key, tile) {
  const name = key === "delete" ? "backspace" : key;
  const selector = name === "s" ? "[name=starred]:not([hidden])" : `[data-key="${name}"]`;
  const isChosen = bar().boxes.some((box) => box.checked);
  if (!isChosen && !tile) return false;
  const button = isChosen || name !== "s" ? bar().form.querySelector(selector) : starFor(tile);
  if (!button) return false;
  if (!isChosen) bar().dataset.only = boxIn(tile).value;
  button.disabled = false;
  button.click();
  delete bar().dataset.only;
  settle();
  return true;
}

function starFor(tile) {
  const wanted = "starred" in tile.dataset ? "0" : "1";
  return bar().form.querySelector(`[name=starred][value="${wanted}"]`);
}

function edit(tile) {
  if (tile) location.assign(tile.dataset.editUrl);
  return Boolean(tile);
}

// <musa-grid> moves the focus; with Shift the tiles on the way are chosen.
function stretch(from) {
  const to = tileOf(document.activeElement);
  if (!to || to === from) return;
  const tiles = [...document.querySelectorAll("musa-grid .tile:not([hidden])")];
  const [start, end] = [tiles.indexOf(from), tiles.indexOf(to)].sort((a, b) => a - b);
  for (const tile of tiles.slice(start, end + 1)) boxIn(tile).checked = true;
  settle();
  boxIn(to).focus();
}

function obey(event, key, tile) {
  const isBare = !event.ctrlKey && !event.metaKey && !event.altKey;
  if (key === "escape" && bar().isOn) return goBack(tile) ?? true;
  if (key === "a" && (event.ctrlKey || event.metaKey)) return chooseShown() ?? true;
  if (!isBare) return false;
  if (tile && key === " " && event.target.matches("a")) return toggle(tile) ?? true;
  if (tile && key === "enter" && event.target.matches("input")) return tile.querySelector("a").click() ?? true;
  if (tile && (key === "backspace" || key === "delete")) return press(key, tile);
  if (event.shiftKey || !letters()) return false;
  if (tile && key === "x") return toggle(tile) ?? true;
  if (key === "e") return edit(tile);
  return ["s", "t", "d"].includes(key) && press(key, tile);
}

// In a field letters are text; a tile's own box is none.  What lies over the grid has keys of its own.
function isFree(target) {
  if (document.querySelector("dialog:modal, .viewer[open]")) return false;
  return tileOf(target) || !target.closest("input, textarea, select, [contenteditable]");
}

document.addEventListener("keydown", (event) => {
  if (!bar() || event.defaultPrevented || !isFree(event.target)) return;
  if (obey(event, event.key.toLowerCase(), tileOf(event.target))) event.preventDefault();
});

// The tile that the arrow leaves is known before <musa-grid> moves the focus.
document.addEventListener(
  "keydown",
  (event) => {
    const from = tileOf(event.target);
    if (bar() && from && event.shiftKey && event.key.startsWith("Arrow")) setTimeout(() => stretch(from));
  },
  { capture: true },
);

// The boxes that stand over the picture, and the holes that they leave in its shade.

const HANDLES = ["nw", "n", "ne", "e", "se", "s", "sw", "w"];
const SVG = "http://www.w3.org/2000/svg";

export function newBox() {
  const box = document.createElement("div");
  box.className = "region";
  box.tabIndex = 0;
  box.setAttribute("role", "group");
  box.setAttribute("aria-describedby", "regions-hint");
  const number = document.createElement("span");
  number.className = "region-number";
  box.append(number, ...HANDLES.map(newHandle));
  return box;
}

function newHandle(way) {
  const handle = document.createElement("i");
  handle.dataset.handle = way;
  return handle;
}

export function show(box, rect, number, place) {
  for (const [name, value] of Object.entries(rect)) box.style.setProperty(`--${name}`, `${value}%`);
  box.setAttribute("aria-label", `Region ${number}, ${place}`);
  box.firstElementChild.textContent = number;
}

export function newHole(rect) {
  const hole = document.createElementNS(SVG, "rect");
  for (const [name, value] of Object.entries(rect)) hole.setAttribute(name, value);
  return hole;
}

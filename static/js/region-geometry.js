// Rectangles in percent of a picture: moved, resized and drawn, never beyond its edges.

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const LEAST = 2; // percent of a side
const clamp = (value, least, most) => Math.min(Math.max(value, least), most);

function moved(rect, right, down) {
  return {
    ...rect,
    x: clamp(rect.x + right, 0, 100 - rect.width),
    y: clamp(rect.y + down, 0, 100 - rect.height),
  };
}

function resized(rect, right, down) {
  return {
    ...rect,
    width: clamp(rect.width + right, LEAST, 100 - rect.x),
    height: clamp(rect.height + down, LEAST, 100 - rect.y),
  };
}

// What an arrow key makes of it; null for any other key.
export function keyed(rect, { key, shiftKey }) {
  const step = ARROWS[key];
  return step ? (shiftKey ? resized : moved)(rect, ...step) : null;
}

export function pointIn(element, { clientX, clientY }) {
  const { left, top, width, height } = element.getBoundingClientRect();
  return { x: ((clientX - left) / width) * 100, y: ((clientY - top) / height) * 100 };
}

// `handle` names the edges that follow the pointer, "ne"; none of them is a move of the whole.
export function dragged(rect, handle, right, down) {
  if (!handle) return moved(rect, right, down);
  const [left, far] = edges(rect.x, rect.width, handle.includes("w") && right, handle.includes("e") && right);
  const [top, low] = edges(rect.y, rect.height, handle.includes("n") && down, handle.includes("s") && down);
  return { x: left, y: top, width: far - left, height: low - top };
}

function edges(start, length, atStart, atEnd) {
  const end = start + length;
  return [
    clamp(start + Number(atStart), 0, end - LEAST),
    clamp(end + Number(atEnd), start + LEAST, 100),
  ];
}

// The rectangle between two points, wherever the pointer has gone.
export function spanned(from, to) {
  const [left, right] = [from.x, to.x].map((x) => clamp(x, 0, 100)).sort((a, b) => a - b);
  const [top, low] = [from.y, to.y].map((y) => clamp(y, 0, 100)).sort((a, b) => a - b);
  return { x: left, y: top, width: right - left, height: low - top };
}

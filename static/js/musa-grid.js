// <musa-grid>: arrow keys go from tile to tile by where they lie, Home and End to the ends.

const STEPS = {
  ArrowLeft: (tiles, index) => tiles[index - 1],
  ArrowRight: (tiles, index) => tiles[index + 1],
  ArrowUp: (tiles, index) => nearest(tiles, tiles[index], -1),
  ArrowDown: (tiles, index) => nearest(tiles, tiles[index], 1),
  Home: (tiles) => tiles[0],
  End: (tiles) => tiles.at(-1),
};

function middle(box) {
  return box.left + box.width / 2;
}

// The tile in the next row up (-1) or down (1) whose middle lies closest.
function nearest(tiles, from, direction) {
  const start = from.getBoundingClientRect();
  const beyond = tiles
    .map((tile) => ({ tile, box: tile.getBoundingClientRect() }))
    .filter(({ box }) => (box.top - start.top) * direction > 1);
  const rowTop = Math.min(...beyond.map(({ box }) => box.top * direction)) * direction;
  const row = beyond.filter(({ box }) => Math.abs(box.top - rowTop) < 1);
  const distance = ({ box }) => Math.abs(middle(box) - middle(start));
  return row.sort((a, b) => distance(a) - distance(b))[0]?.tile;
}

class MusaGrid extends HTMLElement {
  connectedCallback() {
    this.addEventListener("keydown", this.#move);
  }

  disconnectedCallback() {
    this.removeEventListener("keydown", this.#move);
  }

  #move(event) {
    const step = STEPS[event.key];
    const tile = event.target.closest(".tile");
    if (!step || !tile || event.ctrlKey || event.metaKey || event.altKey) return;
    const tiles = [...this.querySelectorAll(".tile:not([hidden])")];
    event.preventDefault();
    const next = step(tiles, tiles.indexOf(tile));
    next?.querySelector(this.matches(".selecting") ? "input" : "a").focus();
  }
}

customElements.define("musa-grid", MusaGrid);

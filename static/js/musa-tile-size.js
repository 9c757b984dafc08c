// <musa-tile-size data-of="grid">: its slider sets how large tiles are, and the device keeps it.  The
// server reads the cookie, so that the next page comes in this size and nothing moves.

const A_YEAR_S = 31_536_000;

class MusaTileSize extends HTMLElement {
  connectedCallback() {
    this.addEventListener("input", this.#resize);
  }

  disconnectedCallback() {
    this.removeEventListener("input", this.#resize);
  }

  #resize({ target }) {
    target.defaultValue = target.value; // what WebKit falls back to when the page is come back to
    document.getElementById(this.dataset.of).dataset.tileSize = target.value;
    document.cookie = `tile_size=${target.value}; path=/gallery/; max-age=${A_YEAR_S}; samesite=lax`;
  }
}

customElements.define("musa-tile-size", MusaTileSize);

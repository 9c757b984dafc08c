// <musa-panes data-first="id">: where two panes stand beside each other, that one comes first in the
// document as it does for the eye, so that the Tab key goes the way one reads.  Where they stand
// below each other, and without data-first, the order is the page's own.

const BESIDE = matchMedia("(min-width: 768px)");

class MusaPanes extends HTMLElement {
  connectedCallback() {
    if (!this.dataset.first) return;
    BESIDE.addEventListener("change", this.#order);
    this.#order();
  }

  disconnectedCallback() {
    BESIDE.removeEventListener("change", this.#order);
  }

  #order = () => {
    const first = document.getElementById(this.dataset.first);
    if (BESIDE.matches && first !== this.firstElementChild) this.prepend(first);
    else if (!BESIDE.matches && first !== this.lastElementChild) this.append(first);
  };
}

customElements.define("musa-panes", MusaPanes);

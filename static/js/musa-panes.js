// <musa-panes data-first="id" [data-until="id"]>: where two panes stand beside each other, `first` comes
// first in the document as it does for the eye, so that the Tab key goes the way one reads.  Where
// they stand below each other it comes last; with `until` only once that pane was filled anew.
// Without data-first the order is the page's own.

const BESIDE = matchMedia("(min-width: 48em)");

class MusaPanes extends HTMLElement {
  connectedCallback() {
    if (!this.dataset.first) return;
    BESIDE.addEventListener("change", this.#order);
    this.addEventListener("htmx:afterSwap", this.#filled);
    this.#order();
  }

  disconnectedCallback() {
    BESIDE.removeEventListener("change", this.#order);
  }

  #filled = ({ target }) => {
    if (target.id !== this.dataset.until) return;
    delete this.dataset.until;
    this.#order();
  };

  // The other pane moves, so that the focus stays where it is: in the first one's form.
  #order = () => {
    const other = this.querySelector(`:scope > :not(#${this.dataset.first})`);
    const isBehind = BESIDE.matches || "until" in this.dataset;
    if (isBehind && other !== this.lastElementChild) this.append(other);
    else if (!isBehind && other !== this.firstElementChild) this.prepend(other);
  };
}

customElements.define("musa-panes", MusaPanes);

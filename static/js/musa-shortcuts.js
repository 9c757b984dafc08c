// <musa-shortcuts>: G then a letter goes to a page, ? opens the list of keys.  Letters act only
// while no field has the focus and no dialog is open, and not at all where the settings turn them
// off: <html data-single-keys="off">.

const SECOND_KEY_MS = 1_500;
const PAGES = { n: "generate", s: "sessions", l: "gallery", w: "sites", k: "sketches", p: "prompts", u: "usage" };
const FIELD = "input:not([type=checkbox], [type=radio]), textarea";
const BUSY = "input, textarea, select, [contenteditable], dialog[open] *";

class MusaShortcuts extends HTMLElement {
  #awaitsPageUntil = 0;

  connectedCallback() {
    document.addEventListener("keydown", this.#press);
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.#press);
  }

  #press = (event) => {
    if (event.key === "Escape" && event.target.matches(FIELD)) event.target.blur();
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (document.documentElement.dataset.singleKeys === "off") return;
    if (document.querySelector("dialog[open]") || event.target.closest(BUSY)) return;
    const key = event.key.toLowerCase();
    if (key === "?") this.querySelector("dialog").showModal();
    else if (Date.now() < this.#awaitsPageUntil) this.#go(event, PAGES[key]);
    else if (key === "g") this.#awaitsPageUntil = Date.now() + SECOND_KEY_MS;
  };

  #go(event, page) {
    event.preventDefault(); // the letter is spent: it does nothing else in the page
    this.#awaitsPageUntil = 0;
    if (page) location.assign(this.dataset[page]);
  }
}

customElements.define("musa-shortcuts", MusaShortcuts);

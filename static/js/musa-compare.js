// <musa-compare> around two pictures: one range uncovers the picture before, a button flips to it.
// Which of the ways is shown is a radio's state; the style sheet does the rest.

const COARSE_STEP = 10;
const HELD_MS = 300; // longer is holding: the picture after comes back with the release

class MusaCompare extends HTMLElement {
  #pressedAt = 0;
  #wasBefore = false;

  connectedCallback() {
    this.addEventListener("input", this.#cut);
    this.addEventListener("keydown", this.#stepFar);
    this.#flip.addEventListener("pointerdown", this.#press);
    this.#flip.addEventListener("pointerup", this.#release);
    this.#flip.addEventListener("pointercancel", this.#release);
    this.#flip.addEventListener("click", this.#toggleByKey);
    this.#cut();
  }

  disconnectedCallback() {
    this.removeEventListener("input", this.#cut);
    this.removeEventListener("keydown", this.#stepFar);
  }

  get #range() {
    return this.querySelector(".compare-cut");
  }

  get #flip() {
    return this.querySelector(".compare-flip");
  }

  get #isBefore() {
    return this.#flip.getAttribute("aria-pressed") === "true";
  }

  #cut = () => {
    const share = Number(this.#range.value);
    this.style.setProperty("--cut", `${share}%`);
    this.#range.setAttribute("aria-valuetext", `${share} % ${this.dataset.first}, ${100 - share} % ${this.dataset.second}`);
  };

  #stepFar = (event) => {
    const way = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[event.key];
    if (!way || !event.shiftKey || event.target !== this.#range) return;
    event.preventDefault();
    this.#range.value = Number(this.#range.value) + way * COARSE_STEP;
    this.#cut();
  };

  #show(isBefore) {
    this.#flip.setAttribute("aria-pressed", String(isBefore));
  }

  #press = (event) => {
    this.#flip.setPointerCapture(event.pointerId);
    this.#pressedAt = event.timeStamp;
    this.#wasBefore = this.#isBefore;
    this.#show(true);
  };

  #release = (event) => {
    const isHeld = event.timeStamp - this.#pressedAt > HELD_MS;
    this.#show(isHeld ? false : !this.#wasBefore);
  };

  // A click without a pointer behind it is Enter, Space, or a screen reader's.
  #toggleByKey = (event) => {
    if (event.detail === 0) this.#show(!this.#isBefore);
  };
}

customElements.define("musa-compare", MusaCompare);

// <musa-viewer>: keys and swipes press the links that the page has anyway.  A step fetches the next
// page and keeps its viewer, in the same entry of the history, so that Back leaves at once.

const KEYS = { ArrowLeft: "prev", ArrowRight: "next", Escape: "close", i: "info", I: "info" };
const SWIPE_PX = 50;
const BUSY = "input, textarea, select, [contenteditable]";

class MusaViewer extends HTMLElement {
  #start = null;
  #busy = false;
  #queued = "";

  connectedCallback() {
    document.addEventListener("keydown", this.#press);
    this.addEventListener("click", this.#click);
    this.addEventListener("touchstart", this.#touch, { passive: true });
    this.addEventListener("touchend", this.#release, { passive: true });
    this.#arrive();
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.#press);
  }

  // Neighbours load ahead; the filmstrip shows where this picture stands.
  #arrive() {
    for (const { dataset } of this.querySelectorAll("[data-preload]")) new Image().src = dataset.preload;
    this.querySelector(".strip [aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" });
  }

  #press = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest(BUSY)) return;
    const step = KEYS[event.key];
    if (!step || (event.key.length === 1 && document.documentElement.dataset.singleKeys === "off")) return;
    event.preventDefault();
    this.#step(step);
  };

  #click(event) {
    const link = event.target.closest("a[data-step]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    this.#follow(link);
  }

  #touch(event) {
    this.#start = event.touches.length === 1 ? event.touches[0] : null;
  }

  #release(event) {
    if (!this.#start) return;
    const end = event.changedTouches[0];
    const across = end.clientX - this.#start.clientX;
    const along = Math.abs(end.clientY - this.#start.clientY);
    if (Math.abs(across) >= SWIPE_PX && along <= Math.abs(across)) this.#step(across > 0 ? "prev" : "next");
  }

  #step(step) {
    const link = this.querySelector(`[data-step=${step}]`);
    if (this.#busy) this.#queued = step; // the last press wins
    else if (link) this.#follow(link);
  }

  #follow(link) {
    if (link.dataset.step !== "close") this.#show(link);
    else if (this.#cameFrom(link)) history.back();
    else location.assign(link.href);
  }

  async #show({ href }) {
    this.#busy = true;
    const response = await fetch(href).catch(() => null);
    const page = new DOMParser().parseFromString((await response?.text()) ?? "", "text/html");
    const viewer = page.querySelector("musa-viewer");
    if (!viewer) return location.replace(href); // signed out, gone or offline: as without script
    const focused = this.contains(document.activeElement) && document.activeElement.dataset.step;
    this.replaceChildren(...viewer.childNodes);
    if (focused) this.querySelector(`[data-step=${focused}]`)?.focus();
    window.htmx?.process(this);
    history.replaceState(null, "", href);
    document.title = page.title;
    this.#arrive();
    this.#goOn();
  }

  #goOn() {
    const step = this.#queued;
    this.#busy = false;
    this.#queued = "";
    if (step) this.#step(step);
  }

  // True where Back leads to what Close leads to, with its place kept.
  #cameFrom(link) {
    const { navigation } = window;
    const before = navigation?.entries()[navigation.currentEntry.index - 1]?.url;
    return Boolean(before) && new URL(before).pathname === new URL(link.href).pathname;
  }
}

customElements.define("musa-viewer", MusaViewer);

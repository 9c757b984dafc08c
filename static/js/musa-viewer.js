// <musa-viewer>: keys and swipes press the links that the page has anyway; neighbours load ahead.
// Steps replace the entry in the history, so that Back leaves the viewer at once.

const KEYS = { ArrowLeft: "prev", ArrowRight: "next", Escape: "close", i: "info", I: "info" };
const SWIPE_PX = 50;
const BUSY = "input, textarea, select, [contenteditable]";

class MusaViewer extends HTMLElement {
  #start = null;

  connectedCallback() {
    document.addEventListener("keydown", this.#press);
    this.addEventListener("click", this.#click);
    this.addEventListener("touchstart", this.#touch, { passive: true });
    this.addEventListener("touchend", this.#release, { passive: true });
    for (const { dataset } of this.querySelectorAll("[data-preload]")) new Image().src = dataset.preload;
    this.querySelector(".strip [aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" });
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.#press);
  }

  #press = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest(BUSY)) return;
    const step = KEYS[event.key];
    if (!step) return;
    event.preventDefault();
    this.#follow(this.querySelector(`[data-step=${step}]`));
  };

  #click(event) {
    const link = event.target.closest("a[data-step]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    this.#follow(link);
  }

  #follow(link) {
    if (!link) return;
    if (link.dataset.step === "close" && this.#cameFrom(link)) history.back();
    else location.replace(link.href);
  }

  #cameFrom(link) {
    const before = window.navigation?.currentEntry?.index
      ? window.navigation.entries()[window.navigation.currentEntry.index - 1]?.url
      : null;
    return before && new URL(before).pathname === new URL(link.href).pathname;
  }

  #touch(event) {
    this.#start = event.touches.length === 1 ? event.touches[0] : null;
  }

  #release(event) {
    if (!this.#start) return;
    const end = event.changedTouches[0];
    const across = end.clientX - this.#start.clientX;
    const along = Math.abs(end.clientY - this.#start.clientY);
    if (Math.abs(across) < SWIPE_PX || along > Math.abs(across)) return;
    this.#follow(this.querySelector(`[data-step=${across > 0 ? "prev" : "next"}]`));
  }
}

customElements.define("musa-viewer", MusaViewer);

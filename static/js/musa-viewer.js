// <musa-viewer>: keys and swipes press what the page has anyway.  A step fetches the next page and
// keeps its viewer, in the same entry of the history, so that Back leaves at once.

const KEYS = {
  ArrowLeft: "prev",
  ArrowRight: "next",
  PageUp: "prev",
  PageDown: "next",
  Escape: "close",
  Delete: "delete",
  Backspace: "delete",
  i: "info",
  f: "strip",
  c: "compare",
  e: "edit",
  d: "download",
  s: "star",
  z: "zoom",
};
const TURNS = new Set(["prev", "next"]);
const SHOWS = new Set(["prev", "next", "to", "info", "strip"]); // in place; the others lead away
const BUSY = "input, textarea, select, [contenteditable]";

class MusaViewer extends HTMLElement {
  #busy = false;
  #queued = "";

  connectedCallback() {
    window.addEventListener("keydown", this.#press, { capture: true }); // no grid below hears it
    this.addEventListener("click", this.#click);
    this.addEventListener("submit", this.#submit);
    this.addEventListener("swipe", this.#swipe);
    this.#arrive();
  }

  disconnectedCallback() {
    window.removeEventListener("keydown", this.#press, { capture: true });
  }

  get dialog() {
    return this.querySelector("dialog");
  }

  // Neighbours load ahead; the filmstrip shows where this picture stands.
  #arrive() {
    for (const { dataset } of this.querySelectorAll("[data-preload]")) new Image().src = dataset.preload;
    this.querySelector(".strip [aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" });
  }

  #press = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.(BUSY)) return;
    const isLetter = event.key.length === 1;
    const step = KEYS[isLetter ? event.key.toLowerCase() : event.key];
    if (!step || (isLetter && document.documentElement.dataset.singleKeys === "off")) return;
    if (event.repeat && !TURNS.has(step)) return;
    if (event.key.startsWith("Arrow") && this.querySelector("musa-zoom")?.isZoomed) return;
    event.preventDefault();
    event.stopPropagation();
    this.#step(step);
  };

  #click(event) {
    const link = event.target.closest("a[data-step]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (link.dataset.step !== "close" && !SHOWS.has(link.dataset.step)) return;
    event.preventDefault();
    this.#follow(link);
  }

  #swipe({ detail }) {
    this.#step(detail);
  }

  #step(step) {
    if (this.#busy) {
      this.#queued = step; // the last press wins
      return;
    }
    if (step === "delete") this.querySelector("[data-delete]")?.requestSubmit();
    else if (step === "star") this.querySelector(".star").click();
    else if (step === "zoom") this.querySelector("[data-zoom-toggle]")?.click();
    else this.querySelector(`[data-step=${step}]`)?.click();
  }

  #follow(link) {
    if (link.dataset.step !== "close") this.#show(link.href, link.dataset.step);
    else if (!this.dispatchEvent(new CustomEvent("viewer:close", { bubbles: true, cancelable: true }))) return;
    else if (this.#cameFrom(link)) history.back();
    else location.assign(link.href);
  }

  // The picture is gone first, then the next one takes its place, or the one before, or the gallery.
  async #submit(event) {
    const form = event.target.closest("[data-delete]");
    if (!form || !window.htmx) return;
    event.preventDefault();
    if (this.#busy) return;
    this.#busy = true;
    const there = this.querySelector("[data-step=next]") ?? this.querySelector("[data-step=prev]");
    const values = Object.fromEntries(new FormData(form));
    let isGone = false;
    const note = ({ detail }) => (isGone = detail.successful);
    form.addEventListener("htmx:afterRequest", note);
    await window.htmx.ajax("POST", form.action, { source: form, values, swap: "none" }).catch(() => null);
    this.#busy = false;
    if (!isGone) return;
    if (there) this.#show(there.href, "next");
    else this.#follow(this.querySelector("[data-step=close]"));
  }

  async #show(href, step) {
    this.#busy = true;
    this.setAttribute("aria-busy", "true");
    const response = await fetch(href).catch(() => null);
    const page = new DOMParser().parseFromString((await response?.text()) ?? "", "text/html");
    const viewer = page.querySelector("musa-viewer dialog");
    if (!viewer) return location.replace(href); // signed out, gone or offline: as without script
    const focused = document.activeElement?.dataset.step ?? step;
    this.dialog.replaceChildren(...viewer.childNodes);
    (this.querySelector(`[data-step=${focused}]`) ?? this.dialog).focus({ preventScroll: true });
    window.htmx?.process(this);
    history.replaceState(history.state, "", href);
    document.title = page.title;
    this.removeAttribute("aria-busy");
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

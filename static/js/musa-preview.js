// <musa-preview> around the preview's frame. The list of slots is the truth: what changes there is
// handed into the frame, and what is done in the frame is asked of the server from here.

const WIDTHS = { desktop: "", tablet: "768px", phone: "390px" };
const BAR_GAP_PX = 24;

class MusaPreview extends HTMLElement {
  #frame = null;
  #observer = new MutationObserver(() => this.#handOver());
  #told = new Map();
  #box = null;
  #seen = [];

  connectedCallback() {
    this.#frame = this.querySelector("iframe");
    window.addEventListener("message", this.#hear);
    document.addEventListener("change", this.#resize);
    document.addEventListener("click", this.#follow);
    document.addEventListener("htmx:afterSwap", this.#place);
    document.addEventListener("site-redrawn", this.#redraw);
    const list = document.getElementById("slot-rows");
    this.#observer.observe(list, { childList: true, subtree: true, attributes: true });
  }

  disconnectedCallback() {
    this.#observer.disconnect();
    window.removeEventListener("message", this.#hear);
    document.removeEventListener("change", this.#resize);
    document.removeEventListener("click", this.#follow);
    document.removeEventListener("htmx:afterSwap", this.#place);
    document.removeEventListener("site-redrawn", this.#redraw);
  }

  #say(kind, said) {
    // The frame's origin is opaque, so none can be named; nothing secret is said.
    this.#frame.contentWindow.postMessage({ musa: kind, ...said }, "*");
  }

  // Only this frame is heard.
  #hear = (event) => {
    if (event.source !== this.#frame.contentWindow || !event.data) return;
    const { musa, slot, slots, page, box } = event.data;
    if (musa === "ready") this.#begin();
    if (musa === "select") this.#choose(slot);
    if (musa === "chosen") this.#at(box);
    if (musa === "seen") this.#see(slots);
    if (musa === "go") window.location.assign(`${this.dataset.pages}${encodeURIComponent(page)}/`);
  };

  #begin() {
    this.#told.clear();
    this.#handOver();
    const bar = document.getElementById("refine");
    if (bar?.dataset.slot) this.#say("choose", { slot: bar.dataset.slot });
    this.#post(this.dataset.opened, [["page", this.dataset.page]]);
  }

  // A picture of the owner's, or a place without one, stands in no row.
  #redraw = () => {
    this.#frame.src = this.#frame.src;
  };

  #handOver() {
    const rows = [...document.querySelectorAll("#slot-rows > [data-slot]")];
    const slots = rows.map((row) => this.#slot(row)).filter((slot) => this.#isNews(slot));
    if (slots.length) this.#say("slots", { slots });
    if (this.#seen.length) this.#see([]);
  }

  #slot({ dataset }) {
    const [width, height, x, y] = [dataset.width, dataset.height, dataset.x, dataset.y].map(Number);
    const { slot: key, status, src, srcset, alt } = dataset;
    return { key, status, src, srcset, alt, width, height, x, y };
  }

  #isNews(slot) {
    const words = JSON.stringify(slot);
    if (this.#told.get(slot.key) === words) return false;
    this.#told.set(slot.key, words);
    return true;
  }

  // What waits to be seen is asked for once the site was begun; the server decides once more.
  #see(slots) {
    const isPlanned = (key) =>
      document.querySelector(`#slot-rows > [data-slot="${CSS.escape(key)}"][data-status="planned"]`);
    this.#seen = [...new Set([...this.#seen, ...slots])].filter(isPlanned);
    if (!document.querySelector("#site-progress[data-begun]")) return;
    const wanted = this.#seen.map((key) => ["slot", key]);
    this.#seen = [];
    this.#post(this.dataset.seen, wanted);
  }

  #post(url, fields) {
    if (!fields.length) return;
    const form = document.getElementById("site-opened");
    const values = Object.fromEntries(new FormData(form));
    for (const [name, value] of fields) values[name] = [...(values[name] ?? []), value].flat();
    window.htmx.ajax("POST", url, { source: form, values, swap: "none" });
  }

  #choose(key) {
    for (const link of document.querySelectorAll(".slot-rows a")) {
      link.toggleAttribute("aria-current", link.parentElement.dataset.slot === key);
    }
    const url = `${this.dataset.picture}?slot=${encodeURIComponent(key)}`;
    return window.htmx.ajax("GET", url, { target: "#refine", swap: "outerHTML" });
  }

  // A row of the list leads to the slot where it is on this page.
  #follow = (event) => {
    const link = event.target.closest?.(".slot-rows a");
    if (!link || link.dataset.page !== this.dataset.page || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const key = link.parentElement.dataset.slot;
    document.getElementById("site-images").hidePopover?.();
    this.#say("choose", { slot: key });
    const isByKey = event.detail === 0; // the bar is far away for the Tab key
    this.#choose(key).then(() => isByKey && document.querySelector("#refine :is(.rin, .btn)")?.focus());
  };

  #at(box) {
    this.#box = box;
    this.#place();
  }

  // On the lower edge of the picture, within the frame.
  #place = () => {
    const bar = document.getElementById("refine");
    if (!bar || !this.#box) return;
    const edge = this.#box.top + this.#box.height - BAR_GAP_PX;
    const lowest = this.#frame.clientHeight - bar.offsetHeight - 8;
    bar.style.insetBlockStart = `${Math.max(8, Math.min(edge, lowest))}px`;
  };

  #resize = (event) => {
    if (event.target.name !== "viewport") return;
    this.querySelector(".browser").style.maxInlineSize = WIDTHS[event.target.value];
  };
}

customElements.define("musa-preview", MusaPreview);

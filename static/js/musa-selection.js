// <musa-selection>: the bar below a grid in which people choose.  The boxes in the tiles hold what is
// chosen; this counts them, reaches from one to another with Shift, and sends them as one field.

const FIGURE = new Intl.NumberFormat("en");

function sizeInWords(bytes) {
  if (bytes < 1e6) return `${Math.max(Math.min(bytes, 1), Math.round(bytes / 1e3))} KB`;
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(2)} GB`;
}

class MusaSelection extends HTMLElement {
  #anchor = null;
  #heard = [
    ["click", (event) => this.#click(event)],
    ["change", (event) => this.#change(event)],
    ["selection:settle", () => this.#settle()],
    ["htmx:load", () => this.#arrive()],
    ["htmx:pushedIntoHistory", () => this.#move()],
  ];

  connectedCallback() {
    for (const [name, hear] of this.#heard) document.addEventListener(name, hear);
    // The form is empty only after this event.
    this.form.addEventListener("reset", () => setTimeout(() => this.#settle()));
    this.form.addEventListener("formdata", (event) => this.#compress(event));
    if (this.isOn) this.#settle();
  }

  disconnectedCallback() {
    for (const [name, hear] of this.#heard) document.removeEventListener(name, hear);
  }

  get form() {
    return document.getElementById("selection");
  }

  get isOn() {
    return !this.hidden;
  }

  get boxes() {
    return [...document.querySelectorAll(".tile:not([hidden]) input[name=image]")];
  }

  get all() {
    return this.form.elements.all;
  }

  switchTo(isOn) {
    if (isOn === this.isOn) return;
    this.hidden = !isOn;
    document.querySelector("musa-grid").classList.toggle("selecting", isOn);
    document.querySelector("[data-select=begin]").hidden = isOn;
    document.querySelector("[data-select=end]").hidden = !isOn;
    this.#showInAddress();
    if (isOn) this.#ask();
    else this.form.reset();
  }

  #click(event) {
    const box = event.shiftKey && event.target.closest(".tpick")?.control;
    if (box) this.#reach(event, box);
    const link = event.target.closest("[data-select]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    this.switchTo(link.dataset.select === "begin");
    document.querySelector("[data-select]:not([hidden])").focus();
  }

  #change({ target }) {
    if (target.name === "all") for (const box of this.boxes) box.checked = target.checked;
    else if (!target.matches(".tile input")) return;
    else this.#anchor = target;
    this.#settle();
  }

  // Browsers differ in what a click with Shift on a label does; here it goes from box to box.
  #reach(event, box) {
    event.preventDefault();
    const boxes = this.boxes;
    const isChosen = !box.checked;
    const from = boxes.includes(this.#anchor) ? this.#anchor : box;
    const ends = [boxes.indexOf(from), boxes.indexOf(box)].sort((a, b) => a - b);
    for (const each of boxes.slice(ends[0], ends[1] + 1)) each.checked = isChosen;
    this.#anchor = box;
    box.focus();
    this.#settle();
  }

  // What has arrived is chosen where all are.
  #arrive() {
    if (!this.isOn) return;
    if (this.all?.checked) for (const box of this.boxes) box.checked = true;
    this.#settle();
  }

  #settle() {
    const boxes = this.boxes;
    const chosen = boxes.filter((box) => box.checked);
    if (chosen.length) this.switchTo(true);
    if (this.all && chosen.length < boxes.length) this.all.checked = false;
    const isAll = this.all?.checked;
    const bytes = chosen.reduce((sum, box) => sum + Number(box.dataset.bytes), 0);
    this.#say(
      isAll ? Number(this.all.dataset.count) : chosen.length,
      isAll ? this.all.dataset.size : sizeInWords(bytes),
    );
    document.dispatchEvent(new Event("selection:settled"));
  }

  #say(count, size) {
    const words = document.getElementById("selection-count");
    const figure = Object.assign(document.createElement("b"), { textContent: FIGURE.format(count) });
    const small = Object.assign(document.createElement("small"), { textContent: size });
    words.replaceChildren(...(count ? [figure, " selected ", small] : ["None selected"]));
    for (const button of this.form.querySelectorAll("[type=submit]:not([data-idle])")) button.disabled = !count;
  }

  // Thousands of boxes are one field; `data-only` names the one picture that a key was pressed on.
  #compress({ formData }) {
    const ids = this.dataset.only ? [this.dataset.only] : formData.getAll("image");
    if (this.dataset.only) formData.delete("all");
    formData.delete("image");
    formData.set("images", ids.join(","));
    this.dataset.asked = ids.join(",");
  }

  // Other filters, other pictures: what is no longer shown is no longer chosen.
  #move() {
    if (!this.isOn || location.pathname !== this.dataset.url) return;
    this.#showInAddress();
    document.querySelector("musa-grid").classList.add("selecting");
    this.#ask();
  }

  #ask() {
    const url = this.dataset.allUrl + location.search;
    window.htmx.ajax("GET", url, { target: "#select-all", swap: "outerHTML" });
  }

  #showInAddress() {
    const url = new URL(location.href);
    if (this.isOn) url.searchParams.set("select", "1");
    else url.searchParams.delete("select");
    history.replaceState(history.state, "", url);
  }
}

customElements.define("musa-selection", MusaSelection);

// <musa-regions data-limit="8"> around a picture: a box for each row of #region-list, which keeps the
// numbers.  Boxes are drawn, moved and resized by pointer or keys; a row can also be typed.

import { newBox, newHole, show } from "./region-boxes.js";
import { dragged, keyed, pointIn, spanned } from "./region-geometry.js";
import { append, label, read, rows, write } from "./region-rows.js";

const FRESH = { x: 35, y: 35, width: 30, height: 30 };
const LEAST_DRAG = 2; // percent: less is a slip of the finger
const SAID_AFTER_MS = 600;
const BUSY = "input, textarea, select, dialog[open] *";
const hasModifier = (event) => event.ctrlKey || event.metaKey || event.altKey;

class MusaRegions extends HTMLElement {
  #drag = null;
  #timer = 0;
  #leaving = new AbortController();

  connectedCallback() {
    this.#leaving = new AbortController();
    this.#on(this, { pointerdown: this.#take, pointermove: this.#follow, keydown: this.#press });
    this.#on(this, { pointerup: this.#release, pointercancel: this.#release });
    this.#on(document, { keydown: this.#pressAnywhere, input: this.#draw, click: this.#click });
    this.#draw();
  }

  disconnectedCallback() {
    this.#leaving.abort();
  }

  #on(target, listeners) {
    const { signal } = this.#leaving;
    for (const [name, listener] of Object.entries(listeners)) target.addEventListener(name, listener, { signal });
  }

  get #boxes() {
    return [...this.querySelectorAll(".region")];
  }

  get #isOn() {
    return document.querySelector("#composer [name=mode]:checked")?.value === "region";
  }

  #draw = () => {
    while (this.#boxes.length > rows().length) this.#boxes.at(-1).remove();
    while (this.#boxes.length < rows().length) this.append(newBox());
    const boxes = this.#boxes;
    rows().forEach((row, index) => show(boxes[index], read(row), index + 1, label(row, index + 1)));
    this.querySelector(".canvas-mask g").replaceChildren(...rows().map((row) => newHole(read(row))));
    document.getElementById("region-add").disabled = boxes.length >= Number(this.dataset.limit);
  };

  #put(row, rect) {
    write(row, rect);
    this.#draw();
  }

  #add(rect) {
    if (rows().length >= Number(this.dataset.limit)) return null;
    const row = append();
    this.#put(row, rect);
    return row;
  }

  #remove(index) {
    rows()[index]?.remove();
    this.#draw();
    this.#tell(`Region ${index + 1} is out.`);
    this.#ask();
    const next = this.#boxes[Math.min(index, this.#boxes.length - 1)];
    (next ?? document.getElementById("region-add")).focus();
  }

  #addInTheMiddle() {
    const row = this.#add(FRESH);
    if (!row) return;
    this.#boxes[rows().indexOf(row)].focus();
    this.#tell(`Region ${rows().length} added. Arrow keys move it, with Shift they resize it.`);
  }

  // The price goes by what is marked.
  #ask() {
    document.getElementById("region-field").dispatchEvent(new Event("change", { bubbles: true }));
  }

  // Not at each step of a move: when the hand rests.
  #tell(words) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => { document.getElementById("region-said").textContent = words; }, SAID_AFTER_MS);
  }

  #take = (event) => {
    if (!this.#isOn || event.button !== 0) return;
    const box = event.target.closest(".region");
    const from = pointIn(this, event);
    const row = box ? rows()[this.#boxes.indexOf(box)] : this.#add(spanned(from, from));
    if (!row) return;
    event.preventDefault();
    this.setPointerCapture(event.pointerId);
    this.#drag = { row, from, isNew: !box, handle: event.target.dataset.handle ?? "", rect: read(row) };
    this.#boxes[rows().indexOf(row)].focus({ preventScroll: true });
  };

  #follow = (event) => {
    if (!this.#drag) return;
    const { row, from, isNew, handle, rect } = this.#drag;
    const to = pointIn(this, event);
    this.#put(row, isNew ? spanned(from, to) : dragged(rect, handle, to.x - from.x, to.y - from.y));
  };

  #release = () => {
    const drag = this.#drag;
    this.#drag = null;
    if (!drag) return;
    const index = rows().indexOf(drag.row);
    const { width, height } = read(drag.row);
    if (drag.isNew && Math.min(width, height) < LEAST_DRAG) this.#remove(index);
    else this.#tell(this.#boxes[index].getAttribute("aria-label"));
    this.#ask();
  };

  #press = (event) => {
    const index = this.#boxes.indexOf(event.target);
    if (index < 0 || hasModifier(event)) return;
    const changed = keyed(read(rows()[index]), event);
    if (changed) {
      this.#put(rows()[index], changed);
      this.#tell(this.#boxes[index].getAttribute("aria-label"));
    } else if (["Backspace", "Delete"].includes(event.key)) this.#remove(index);
    else return;
    event.preventDefault();
  };

  #pressAnywhere = (event) => {
    if (event.key.toLowerCase() !== "n" || hasModifier(event) || !this.#isOn) return;
    if (document.documentElement.dataset.singleKeys === "off" || event.target.closest(BUSY)) return;
    this.#addInTheMiddle();
  };

  #click = (event) => {
    const button = event.target.closest("#region-add, [name=region_remove]");
    if (!button) return;
    event.preventDefault();
    if (button.id === "region-add") this.#addInTheMiddle();
    else this.#remove(rows().indexOf(button.closest("li")));
  };
}

customElements.define("musa-regions", MusaRegions);

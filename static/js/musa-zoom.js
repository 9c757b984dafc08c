// <musa-zoom> around a figure: wheel, pinch, double click and Z enlarge its picture, drag and arrows
// move it.  Whole is the start; at 100 % a pixel of the original is a pixel of the page, and only from
// there on the original is fetched.  While whole, a drag across is a swipe: the event "swipe".

const SWIPE_PX = 50;
const MAX_SCALE = 4; // of 100 %
const MOVES = { ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
const MOVE_PX = 80;
const STEP = 1.25;

class MusaZoom extends HTMLElement {
  #scale = 1; // of the whole picture
  #x = 0;
  #y = 0;
  #fingers = new Map();
  #start = null;

  connectedCallback() {
    this.addEventListener("wheel", this.#wheel, { passive: false });
    this.addEventListener("dblclick", this.#toggle);
    this.addEventListener("pointerdown", this.#down);
    this.addEventListener("pointermove", this.#drag);
    for (const end of ["pointerup", "pointercancel"]) this.addEventListener(end, this.#up);
    document.addEventListener("keydown", this.#press);
    this.#button?.addEventListener("click", () => this.#toggle());
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.#press);
  }

  get isZoomed() {
    return this.#scale > 1.001;
  }

  get #img() {
    return this.querySelector("img");
  }

  get #button() {
    return this.closest("dialog")?.querySelector("[data-zoom-toggle]");
  }

  // The scale of 100 %; less than 1 where a small picture is enlarged to the screen.
  get #full() {
    return Number(this.#img.getAttribute("width")) / this.#img.offsetWidth;
  }

  #toggle = (event) => {
    const closer = this.#full > 1.1 ? this.#full : 2; // where 100 % would change next to nothing
    this.#zoom(this.isZoomed ? 1 : closer, event);
  };

  #wheel = (event) => {
    event.preventDefault();
    const factor = Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.002));
    this.#zoom(this.#scale * factor, event);
  };

  #press = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const move = MOVES[event.key];
    if (event.key === "+" || event.key === "=") this.#zoom(this.#scale * STEP);
    else if (event.key === "-") this.#zoom(this.#scale / STEP);
    else if (event.key === "0") this.#zoom(1);
    else if (move && this.isZoomed) this.#move(move[0] * MOVE_PX, move[1] * MOVE_PX);
    else return;
    event.preventDefault();
  };

  // The point under the pointer stays where it is; without one, the middle.
  #zoom(wanted, at) {
    const scale = Math.min(Math.max(1, wanted), MAX_SCALE * Math.max(1, this.#full));
    const box = this.getBoundingClientRect();
    const x = (at?.clientX ?? box.x + box.width / 2) - (box.x + box.width / 2);
    const y = (at?.clientY ?? box.y + box.height / 2) - (box.y + box.height / 2);
    const ratio = scale / this.#scale;
    this.#x = x - (x - this.#x) * ratio;
    this.#y = y - (y - this.#y) * ratio;
    this.#scale = scale;
    this.#draw();
  }

  #move(across, along) {
    this.#x += across;
    this.#y += along;
    this.#draw();
  }

  #draw() {
    const img = this.#img;
    const room = (length, view) => Math.max(0, (length * this.#scale - view) / 2);
    const [right, down] = [room(img.offsetWidth, this.clientWidth), room(img.offsetHeight, this.clientHeight)];
    this.#x = Math.min(Math.max(this.#x, -right), right);
    this.#y = Math.min(Math.max(this.#y, -down), down);
    img.style.transform = this.isZoomed ? `translate(${this.#x}px, ${this.#y}px) scale(${this.#scale})` : "";
    this.toggleAttribute("data-zoomed", this.isZoomed);
    if (this.#scale >= this.#full - 0.001 && img.dataset.full) this.#fetchOriginal(img);
    this.#tell();
  }

  // The preview stays until all of the original is there.
  async #fetchOriginal(img) {
    const original = new Image();
    original.src = img.dataset.full;
    delete img.dataset.full;
    await original.decode().then(() => (img.src = original.src), () => null);
  }

  #tell() {
    if (!this.#button) return;
    const percent = `${Math.round((100 * this.#scale) / this.#full)} %`;
    this.#button.querySelector("[data-zoom-level]").textContent = this.isZoomed ? percent : "Fit";
    this.#button.setAttribute("aria-pressed", String(this.isZoomed));
  }

  #down = (event) => {
    if (event.button > 0) return;
    this.setPointerCapture(event.pointerId);
    this.#fingers.set(event.pointerId, event);
    this.#start = this.#fingers.size === 1 ? event : null; // two fingers are no swipe
  };

  #drag = (event) => {
    const last = this.#fingers.get(event.pointerId);
    if (!last) return;
    const other = [...this.#fingers.values()].find(({ pointerId }) => pointerId !== event.pointerId);
    this.#fingers.set(event.pointerId, event);
    if (other) this.#zoom((this.#scale * apart(event, other)) / apart(last, other), between(event, other));
    else if (this.isZoomed) this.#move(event.clientX - last.clientX, event.clientY - last.clientY);
  };

  #up = (event) => {
    const start = this.#start;
    this.#fingers.delete(event.pointerId);
    this.#start = null;
    if (!start || this.isZoomed || event.type === "pointercancel") return;
    const across = event.clientX - start.clientX;
    if (Math.abs(across) < SWIPE_PX || Math.abs(event.clientY - start.clientY) > Math.abs(across)) return;
    this.dispatchEvent(new CustomEvent("swipe", { bubbles: true, detail: across > 0 ? "prev" : "next" }));
  };
}
const apart = (one, other) => Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY) || 1;
const between = (one, other) => ({
  clientX: (one.clientX + other.clientX) / 2,
  clientY: (one.clientY + other.clientY) / 2,
});

customElements.define("musa-zoom", MusaZoom);

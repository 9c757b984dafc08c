// <musa-code> around a textarea of code and the list of what is wrong with it: numbers the lines,
// marks those with a problem, and leads from a problem to its place.  Without it the list tells
// line and column.

class MusaCode extends HTMLElement {
  connectedCallback() {
    this.#gutter.className = "code-gutter";
    this.#gutter.ariaHidden = "true";
    this.#text.before(this.#gutter);
    this.#text.addEventListener("input", this.#change);
    this.#text.addEventListener("scroll", this.#follow);
    for (const item of this.#problems) item.append(this.#button(item));
    this.#number();
  }

  disconnectedCallback() {
    this.#text.removeEventListener("input", this.#change);
    cancelAnimationFrame(this.#frame);
    this.#text.removeEventListener("scroll", this.#follow);
    this.#gutter.remove();
    for (const button of this.querySelectorAll(".code-problems button")) button.remove();
  }

  #gutter = document.createElement("div");
  #frame = 0;

  // Text that is pasted comes with an event a line: the lines are counted once a frame.
  #change = () => {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => {
      const count = this.#text.value.split("\n").length;
      if (count !== this.#gutter.children.length) this.#number();
    });
  };

  get #text() {
    return this.querySelector("textarea");
  }

  get #problems() {
    return [...this.querySelectorAll(".code-problems > li")];
  }

  #number = () => {
    const marks = new Map();
    for (const { dataset } of this.#problems.reverse()) {
      if (marks.get(dataset.line) !== "error") marks.set(dataset.line, dataset.severity);
    }
    const count = this.#text.value.split("\n").length;
    const lines = Array.from({ length: count }, (_, index) => {
      const line = document.createElement("span");
      line.textContent = index + 1;
      const mark = marks.get(String(index + 1));
      if (mark) line.dataset.severity = mark;
      return line;
    });
    this.#gutter.replaceChildren(...lines);
    this.#follow();
  };

  #follow = () => {
    this.#gutter.scrollTop = this.#text.scrollTop;
  };

  #button(item) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn sm ghost";
    button.textContent = "Show";
    button.ariaLabel = `Show line ${item.dataset.line}`;
    button.addEventListener("click", () => this.#show(item));
    return button;
  }

  #show({ dataset }) {
    const text = this.#text;
    const line = Number(dataset.line) - 1;
    const before = text.value.split("\n").slice(0, line);
    const start = before.join("\n").length + (line ? 1 : 0) + Number(dataset.column) - 1;
    const end = text.value.indexOf("\n", start);
    text.focus();
    text.setSelectionRange(start, end < 0 ? text.value.length : end);
    const height = this.#gutter.scrollHeight / this.#gutter.children.length;
    text.scrollTop = Math.max(0, (line - 4) * height);
    text.scrollIntoView({ block: "nearest" });
  }
}

customElements.define("musa-code", MusaCode);

// <musa-jump> around the box that leads anywhere: ⌘K or Ctrl+K opens it, / too where no field has the
// focus, and every link with data-jump.  The field keeps the focus; arrows move the choice.

const BUSY = "input, textarea, select, [contenteditable]";

class MusaJump extends HTMLElement {
  #leaving = new AbortController();

  connectedCallback() {
    const { signal } = (this.#leaving = new AbortController());
    document.addEventListener("keydown", this.#pressAnywhere, { signal });
    document.addEventListener("click", this.#click, { signal });
    this.addEventListener("keydown", this.#press, { signal });
    this.addEventListener("htmx:afterSwap", () => this.#choose(this.#options[0]), { signal });
    this.querySelector("form").addEventListener("submit", this.#submit, { signal });
  }

  disconnectedCallback() {
    this.#leaving.abort();
  }

  get #dialog() {
    return this.querySelector("dialog");
  }

  get #field() {
    return this.querySelector("input");
  }

  get #options() {
    return [...this.querySelectorAll("[role=option]")];
  }

  get #chosen() {
    return this.querySelector("[aria-selected=true]");
  }

  #open() {
    this.#dialog.showModal();
    this.#field.select();
    this.#field.dispatchEvent(new Event("open"));
  }

  #choose(option) {
    this.#chosen?.setAttribute("aria-selected", "false");
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    this.#field.setAttribute("aria-activedescendant", option?.id ?? "");
  }

  #pressAnywhere = (event) => {
    const isCommand = (event.metaKey || event.ctrlKey) && !event.altKey && event.key.toLowerCase() === "k";
    const isSlash = event.key === "/" && !event.metaKey && !event.ctrlKey && !event.altKey;
    const mayBeAlone = document.documentElement.dataset.singleKeys !== "off" && !event.target.closest(BUSY);
    if (!isCommand && !(isSlash && mayBeAlone)) return;
    if (document.querySelector("dialog:modal")) return;
    event.preventDefault();
    this.#open();
  };

  #click = (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return; // in a tab of its own
    if (event.target.closest("[role=option]") && this.contains(event.target)) this.#dialog.close();
    if (!event.target.closest("[data-jump]")) return;
    event.preventDefault();
    document.querySelector("[popover]:popover-open")?.hidePopover();
    this.#open();
  };

  #press = (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const options = this.#options;
    this.#choose(options.at((options.indexOf(this.#chosen) + step) % options.length));
  };

  // Without a choice the form leads to the page of all that was found.
  #submit = (event) => {
    if (!this.#chosen) return;
    event.preventDefault();
    this.#chosen.click();
  };
}

customElements.define("musa-jump", MusaJump);

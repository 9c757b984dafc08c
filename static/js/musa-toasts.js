// <musa-toasts>: a toast leaves by itself after eight seconds, one that carries an action after
// thirty; the clock stands still while the pointer or the focus is on it.  An error stays.

const BRIEF_MS = 8_000;
const WITH_ACTION_MS = 30_000;
const TICK_MS = 500;

class MusaToasts extends HTMLElement {
  #left = new WeakMap();
  #clock = 0;

  connectedCallback() {
    this.addEventListener("click", this.#close);
    this.#clock = setInterval(() => this.#tick(), TICK_MS);
  }

  disconnectedCallback() {
    this.removeEventListener("click", this.#close);
    clearInterval(this.#clock);
  }

  #close(event) {
    event.target.closest("[data-close]")?.closest(".toast").remove();
  }

  #tick() {
    if (document.hidden) return;
    for (const toast of this.querySelectorAll(".toast:not([data-tone=error])")) {
      if (toast.matches(":hover, :focus-within")) continue;
      const left = (this.#left.get(toast) ?? this.#timeFor(toast)) - TICK_MS;
      this.#left.set(toast, left);
      if (left <= 0) toast.remove();
    }
  }

  #timeFor(toast) {
    const hasAction = toast.querySelector("a, button:not([data-close])");
    return hasAction ? WITH_ACTION_MS : BRIEF_MS;
  }
}

customElements.define("musa-toasts", MusaToasts);

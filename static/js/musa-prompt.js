// <musa-prompt class="prompt" data-limit="16000"> around a textarea: counts its characters into
// [data-count], and sends the form on ⌘↵ or Ctrl+↵.

const NUMBER = new Intl.NumberFormat("en");
const NEAR = 0.9;

class MusaPrompt extends HTMLElement {
  connectedCallback() {
    this.addEventListener("input", this.#count);
    this.addEventListener("keydown", this.#send);
    this.#count();
  }

  disconnectedCallback() {
    this.removeEventListener("input", this.#count);
    this.removeEventListener("keydown", this.#send);
  }

  // Code points, as the server counts them.  Far from the limit the number alone is said: with the
  // limit it would want a line of its own, and everything below would move at the first letter.
  #count = () => {
    const limit = Number(this.dataset.limit);
    const length = [...this.querySelector("textarea").value].length;
    const output = this.querySelector("[data-count]");
    const bounds = length > limit * NEAR ? ` / ${NUMBER.format(limit)}` : "";
    output.textContent = length ? NUMBER.format(length) + bounds : "";
    output.toggleAttribute("data-over", length > limit);
  };

  #send = (event) => {
    if (event.key !== "Enter" || !(event.metaKey || event.ctrlKey)) return;
    event.preventDefault();
    event.target.form.requestSubmit();
  };
}

customElements.define("musa-prompt", MusaPrompt);

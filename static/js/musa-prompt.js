// <musa-prompt class="prompt" data-limit="16000"> around a textarea: counts its characters into
// [data-count], and sends the form on ⌘↵ or Ctrl+↵.

const NUMBER = new Intl.NumberFormat("en");

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

  // Code points, as the server counts them.
  #count = () => {
    const limit = Number(this.dataset.limit);
    const length = [...this.querySelector("textarea").value].length;
    const output = this.querySelector("[data-count]");
    output.textContent = length ? `${NUMBER.format(length)} / ${NUMBER.format(limit)}` : "";
    output.toggleAttribute("data-over", length > limit);
  };

  #send = (event) => {
    if (event.key !== "Enter" || !(event.metaKey || event.ctrlKey)) return;
    event.preventDefault();
    event.target.form.requestSubmit();
  };
}

customElements.define("musa-prompt", MusaPrompt);

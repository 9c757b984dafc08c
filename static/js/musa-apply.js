// <musa-apply> in a form: ⌘↵ or Ctrl+↵ sends the form from anywhere on the page.

class MusaApply extends HTMLElement {
  connectedCallback() {
    document.addEventListener("keydown", this.#send);
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.#send);
  }

  #send = (event) => {
    if (event.key !== "Enter" || !(event.metaKey || event.ctrlKey) || event.defaultPrevented) return;
    if (event.repeat || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    this.closest("form").requestSubmit();
  };
}

customElements.define("musa-apply", MusaApply);

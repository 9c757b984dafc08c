// <musa-apply [data-within]> in a form: ⌘↵ or Ctrl+↵ sends the form from anywhere on the page; with
// data-within from its own fields alone.

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
    const form = this.closest("form");
    if ("within" in this.dataset && !form.contains(event.target)) return;
    event.preventDefault();
    form.requestSubmit();
  };
}

customElements.define("musa-apply", MusaApply);

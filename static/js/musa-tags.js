// <musa-tags data-focus> around the field for tags: a comma adds what stands before it, as Enter
// does; after a change the field has the focus again.

class MusaTags extends HTMLElement {
  connectedCallback() {
    this.addEventListener("input", this.#addAtComma);
    if ("focus" in this.dataset) this.querySelector("input").focus();
  }

  disconnectedCallback() {
    this.removeEventListener("input", this.#addAtComma);
  }

  #addAtComma = (event) => {
    const named = event.target.value.replaceAll(",", "").trim();
    if (named && event.target.value.endsWith(",")) event.target.form.requestSubmit();
  };
}

customElements.define("musa-tags", MusaTags);

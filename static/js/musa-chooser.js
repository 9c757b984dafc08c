// <musa-chooser> in a dialog: opens it when it comes, closes it with [data-close] and when it goes.

class MusaChooser extends HTMLElement {
  #dialog = null;

  connectedCallback() {
    this.#dialog = this.closest("dialog");
    if (!this.#dialog?.open) this.#dialog?.showModal();
    this.addEventListener("click", this.#close);
  }

  // A next page of pictures takes the place of this one in the same dialog.
  disconnectedCallback() {
    const dialog = this.#dialog;
    queueMicrotask(() => dialog?.querySelector("musa-chooser") || dialog?.close());
  }

  #close = (event) => {
    if (!event.target.closest("[data-close]")) return;
    event.preventDefault();
    this.#dialog?.close();
  };
}

customElements.define("musa-chooser", MusaChooser);

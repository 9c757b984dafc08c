// <musa-dialog> around a <dialog open>: what stands open without script becomes modal with it.

class MusaDialog extends HTMLElement {
  connectedCallback() {
    const dialog = this.querySelector("dialog");
    dialog.removeAttribute("open");
    dialog.showModal();
  }
}

customElements.define("musa-dialog", MusaDialog);

// <musa-dialog data-back="id"> around a <dialog open>: what stands open without script becomes modal
// with it, and gives the focus to the element of that id when it closes or goes.

class MusaDialog extends HTMLElement {
  connectedCallback() {
    const dialog = this.querySelector("dialog");
    dialog.removeAttribute("open");
    dialog.addEventListener("close", () => this.goBack());
    dialog.showModal();
  }

  disconnectedCallback() {
    this.goBack();
  }

  goBack() {
    document.getElementById(this.dataset.back)?.focus();
  }
}

customElements.define("musa-dialog", MusaDialog);

// <musa-dialog data-back="id other"> around a <dialog open>: what stands open without script becomes
// modal with it, and when it closes or goes gives the focus to the first of these that is there.

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
    const ids = this.dataset.back.split(" ");
    ids.map((id) => document.getElementById(id)).find(Boolean)?.focus();
  }
}

customElements.define("musa-dialog", MusaDialog);

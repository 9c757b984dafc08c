// <musa-offline>: shown while the browser has no connection.

class MusaOffline extends HTMLElement {
  #show = () => { this.hidden = navigator.onLine; };

  connectedCallback() {
    window.addEventListener("online", this.#show);
    window.addEventListener("offline", this.#show);
    this.#show();
  }

  disconnectedCallback() {
    window.removeEventListener("online", this.#show);
    window.removeEventListener("offline", this.#show);
  }
}

customElements.define("musa-offline", MusaOffline);

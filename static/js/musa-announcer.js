// <musa-announcer role="status" data-of="progress">: reads out what the element of that id says as it
// changes, the newest words only and not more often than every five seconds.

const EVERY_MS = 5_000;

class MusaAnnouncer extends HTMLElement {
  #observer = new MutationObserver(() => this.#hear());
  #said = -EVERY_MS;
  #timer = 0;

  connectedCallback() {
    const source = document.getElementById(this.dataset.of);
    this.#observer.observe(source, { childList: true, characterData: true, subtree: true });
  }

  disconnectedCallback() {
    this.#observer.disconnect();
    clearTimeout(this.#timer);
  }

  #hear() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#say(), this.#said + EVERY_MS - performance.now());
  }

  #say() {
    const words = document.getElementById(this.dataset.of).textContent.trim();
    if (words === this.textContent) return;
    this.#said = performance.now();
    this.textContent = words;
  }
}

customElements.define("musa-announcer", MusaAnnouncer);

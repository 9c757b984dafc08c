// <musa-clock data-elapsed-s="11" data-usual-s="15">: counts the seconds of a picture that is being
// made, in [class=clock] and <progress>.  The server's words stand until the first second is over.

const TICK_MS = 1_000;
const ALMOST = 0.95; // where the bar waits when it takes longer than usual

class MusaClock extends HTMLElement {
  #began = 0;
  #timer = 0;

  connectedCallback() {
    this.#began = performance.now() - Number(this.dataset.elapsedS) * 1_000;
    this.#timer = setInterval(this.#tick, TICK_MS);
    document.addEventListener("visibilitychange", this.#tick);
  }

  disconnectedCallback() {
    clearInterval(this.#timer);
    document.removeEventListener("visibilitychange", this.#tick);
  }

  #tick = () => {
    if (document.hidden) return;
    const elapsed = Math.floor((performance.now() - this.#began) / 1_000);
    const bar = this.querySelector("progress");
    this.querySelector(".clock").textContent = `${elapsed} s, usually about ${this.dataset.usualS}`;
    bar.value = Math.min(elapsed, bar.max * ALMOST);
  };
}

customElements.define("musa-clock", MusaClock);

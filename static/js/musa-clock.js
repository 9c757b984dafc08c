// <musa-clock data-elapsed-s="11" data-usual-s="15">: counts the seconds of a picture that is being
// made, in [class=clock] and <progress>.  <musa-clock data-left-s="22"> counts down to the moment when
// a refused one is tried again.  The server's words stand until the first second is over.

const TICK_MS = 1_000;
const ALMOST = 0.95; // where the bar waits when it takes longer than usual
const TOLD = 100; // seconds, then minutes, as the server words it

function duration(seconds) {
  const minutes = Math.ceil(seconds / 60);
  if (seconds < TOLD) return `${seconds} s`;
  return minutes < TOLD ? `${minutes} min` : `${Math.ceil(minutes / 60)} h`;
}

class MusaClock extends HTMLElement {
  #began = 0;
  #timer = 0;

  connectedCallback() {
    this.#began = performance.now();
    this.#timer = setInterval(this.#tick, TICK_MS);
    document.addEventListener("visibilitychange", this.#tick);
  }

  disconnectedCallback() {
    clearInterval(this.#timer);
    document.removeEventListener("visibilitychange", this.#tick);
  }

  #tick = () => {
    if (document.hidden) return;
    const passed = Math.floor((performance.now() - this.#began) / 1_000);
    const { elapsedS, leftS } = this.dataset;
    if (leftS) this.#countDown(Number(leftS) - passed);
    else this.#countUp(Number(elapsedS) + passed);
  };

  #countDown(left) {
    this.#say(left > 0 ? `Trying again in ${duration(left)}.` : "Trying again now.");
  }

  #countUp(elapsed) {
    const bar = this.querySelector("progress");
    this.#say(`${elapsed} s, usually about ${this.dataset.usualS}`);
    bar.value = Math.min(elapsed, bar.max * ALMOST);
  }

  #say(words) {
    this.querySelector(".clock").textContent = words;
  }
}

customElements.define("musa-clock", MusaClock);

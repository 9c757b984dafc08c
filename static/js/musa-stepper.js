// <musa-stepper class="stepper"> around a number input: its two buttons step it, as the arrow keys do.

class MusaStepper extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", this.#step);
    this.addEventListener("input", this.#limit);
    this.#limit();
  }

  disconnectedCallback() {
    this.removeEventListener("click", this.#step);
    this.removeEventListener("input", this.#limit);
  }

  get #input() {
    return this.querySelector("input");
  }

  #step = (event) => {
    const button = event.target.closest("[data-step]");
    if (!button) return;
    if (button.dataset.step === "1") this.#input.stepUp();
    else this.#input.stepDown();
    this.#input.dispatchEvent(new Event("input", { bubbles: true }));
    this.#input.dispatchEvent(new Event("change", { bubbles: true }));
  };

  #limit = () => {
    const { value, min, max } = this.#input;
    this.querySelector("[data-step='-1']").disabled = Number(value) <= Number(min);
    this.querySelector("[data-step='1']").disabled = Number(value) >= Number(max);
  };
}

customElements.define("musa-stepper", MusaStepper);

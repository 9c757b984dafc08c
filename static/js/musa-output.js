// <musa-output>: a range with its figure beside it.

class MusaOutput extends HTMLElement {
  connectedCallback() {
    this.addEventListener("input", this.#tell);
  }

  disconnectedCallback() {
    this.removeEventListener("input", this.#tell);
  }

  #tell(event) {
    this.querySelector("output").value = event.target.value;
  }
}

customElements.define("musa-output", MusaOutput);

// <musa-focal> around a picture with a mark and two ranges in per cent, x and y: a click on the
// picture sets both, and the mark shows where they are.

class MusaFocal extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", this.#point);
    this.addEventListener("input", this.#show);
    this.#show();
  }

  disconnectedCallback() {
    this.removeEventListener("click", this.#point);
    this.removeEventListener("input", this.#show);
  }

  #range(name) {
    return this.querySelector(`input[name="${name}"]`);
  }

  #point = ({ target, clientX, clientY }) => {
    if (!target.matches("img")) return;
    const box = target.getBoundingClientRect();
    this.#range("x").value = ((clientX - box.left) / box.width) * 100;
    this.#range("y").value = ((clientY - box.top) / box.height) * 100;
    this.#show();
  };

  #show = () => {
    const mark = this.querySelector(".focal-mark");
    mark.style.left = `${this.#range("x").value}%`;
    mark.style.top = `${this.#range("y").value}%`;
  };
}

customElements.define("musa-focal", MusaFocal);

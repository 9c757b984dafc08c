// <musa-grade data-picture="id"> around the sliders and looks: shows on that picture what a browser
// can do with its colours, and says where only the model can.

// Looks that are the same for each pixel wherever it stands; the others need light or things moved.
const LOOKS = {
  "": "",
  "faded-film": "contrast(0.82) saturate(0.75) brightness(1.06)",
  "slide-film": "contrast(1.15) saturate(1.35)",
  bleached: "contrast(1.3) saturate(0.5)",
  "black-white": "grayscale(1)",
  pastel: "contrast(0.8) saturate(0.75) brightness(1.12)",
};
const REACH = { contrast: 0.4, saturation: 0.8, brightness: 0.4 }; // at the end of a slider
const WARMTH = 0.22;

class MusaGrade extends HTMLElement {
  #form = null;

  connectedCallback() {
    this.#form = this.closest("form");
    this.#form.addEventListener("input", this.#show);
    this.#show();
  }

  disconnectedCallback() {
    this.#form.removeEventListener("input", this.#show);
  }

  #share(name) {
    return Number(this.querySelector(`[name=${name}]`).value) / 100;
  }

  #show = () => {
    const isOn = this.#form.querySelector("[name=mode]:checked")?.value === "grade";
    const look = this.querySelector("[name=look]:checked")?.value ?? "";
    const filter = isOn && look in LOOKS ? this.#filter(LOOKS[look]) : "";
    const picture = document.getElementById(this.dataset.picture);
    picture.style.filter = filter;
    picture.closest(".canvas").querySelector(".canvas-note").hidden = !filter;
    this.#tell(look, filter);
  };

  #filter(look) {
    const warmth = this.#share("warmth") * WARMTH;
    const matrix = `${1 + warmth} 0 0 0 0  0 1 0 0 0  0 0 ${1 - warmth} 0 0  0 0 0 1 0`;
    document.querySelector("#canvas-warmth feColorMatrix").setAttribute("values", matrix);
    const parts = [
      ["brightness", this.#share("brightness") * REACH.brightness],
      ["contrast", this.#share("contrast") * REACH.contrast],
      ["saturate", this.#share("saturation") * REACH.saturation],
    ].filter(([, share]) => share);
    const words = parts.map(([name, share]) => `${name}(${1 + share})`);
    return [look, warmth ? "url(#canvas-warmth)" : "", ...words].filter(Boolean).join(" ");
  }

  #tell(look, filter) {
    const said = this.querySelector("[data-said]");
    if (!(look in LOOKS)) said.textContent = "There is no preview of this look: it changes the light, which only the model can.";
    else said.textContent = "A rough preview by your browser. The model's picture will differ.";
    said.hidden = look in LOOKS && !filter;
  }
}

customElements.define("musa-grade", MusaGrade);

// <musa-frame data-canvas="id"> around the choice of a shape: the canvas of that id takes the shape
// while the picture is to be extended; the picture stands in the middle of it as it is.

function share(ratio) {
  const [width, height] = ratio.split(":").map(Number);
  return width / height;
}

class MusaFrame extends HTMLElement {
  #form = null;

  connectedCallback() {
    this.#form = this.closest("form");
    this.#form.addEventListener("change", this.#show);
    this.#show();
  }

  disconnectedCallback() {
    this.#form.removeEventListener("change", this.#show);
  }

  // The server's data-ar is the nearest of a few; this is the picture's own.
  #show = () => {
    const canvas = document.getElementById(this.dataset.canvas);
    const picture = canvas.querySelector("img");
    const isOn = this.#form.querySelector("[name=mode]:checked")?.value === "extend";
    const chosen = this.querySelector("[name=aspect_ratio]:checked")?.value;
    const own = picture.getAttribute("width") / picture.getAttribute("height");
    canvas.toggleAttribute("data-extending", isOn && Boolean(chosen));
    canvas.style.setProperty("--ar", isOn && chosen ? share(chosen) : own);
  };
}

customElements.define("musa-frame", MusaFrame);

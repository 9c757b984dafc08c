// <musa-image>: says when its picture has come, so that the blur goes, and when the file is missing.

class MusaImage extends HTMLElement {
  connectedCallback() {
    const picture = this.querySelector("img:not(.blur)");
    if (picture.complete && picture.currentSrc) this.#show(picture);
    picture.addEventListener("load", () => this.#show(picture), { once: true });
    picture.addEventListener("error", () => this.#show(picture), { once: true });
  }

  #show(picture) {
    this.dataset.status = picture.naturalWidth > 0 ? "loaded" : "missing";
  }
}

customElements.define("musa-image", MusaImage);

// <musa-copy data-from="id"> around a hidden button: puts the words of that element, or the value
// of that field, on the clipboard and says so beside the button.  It shows only where there is a
// clipboard to write to.

const SAID_MS = 2000;

class MusaCopy extends HTMLElement {
  connectedCallback() {
    this.#button.hidden = !navigator.clipboard;
    this.#button.addEventListener("click", this.#copy);
  }

  disconnectedCallback() {
    this.#button.removeEventListener("click", this.#copy);
  }

  get #button() {
    return this.querySelector("button");
  }

  #copy = async () => {
    const source = document.getElementById(this.dataset.from);
    const said = this.querySelector("[role=status]");
    try {
      await navigator.clipboard.writeText(source.value ?? source.textContent);
      said.textContent = "Copied";
    } catch {
      said.textContent = "Copying is not allowed here";
    }
    setTimeout(() => (said.textContent = ""), SAID_MS);
  };
}

customElements.define("musa-copy", MusaCopy);

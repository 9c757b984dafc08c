// <musa-restore> around the file input beside a prompt: a picture that is dropped on the prompt
// goes the input's own way, and not to the references.

class MusaRestore extends HTMLElement {
  #prompt = null;

  connectedCallback() {
    this.#prompt = this.closest(".prompt");
    this.#prompt?.addEventListener("dragover", this.#invite);
    this.#prompt?.addEventListener("dragleave", this.#leave);
    this.#prompt?.addEventListener("drop", this.#drop);
  }

  disconnectedCallback() {
    this.#prompt?.removeEventListener("dragover", this.#invite);
    this.#prompt?.removeEventListener("dragleave", this.#leave);
    this.#prompt?.removeEventListener("drop", this.#drop);
  }

  #invite = (event) => {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    this.#prompt.toggleAttribute("data-over", true);
  };

  #leave = (event) => {
    if (!this.#prompt.contains(event.relatedTarget)) this.#prompt.removeAttribute("data-over");
  };

  #drop = (event) => {
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    this.#prompt.removeAttribute("data-over");
    const input = this.querySelector("input[type=file]");
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  };
}

customElements.define("musa-restore", MusaRestore);

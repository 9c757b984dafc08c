// <musa-references data-limit="14"> around a form's input for pictures: those that are dropped on
// the form or pasted into the page go the input's own way, and no more are sent than fit.

class MusaReferences extends HTMLElement {
  #form = null;

  connectedCallback() {
    this.#form = this.closest("form");
    this.addEventListener("change", this.#limit, { capture: true });
    this.#form?.addEventListener("dragover", this.#invite);
    this.#form?.addEventListener("dragleave", this.#leave);
    this.#form?.addEventListener("drop", this.#drop);
    document.addEventListener("paste", this.#paste);
  }

  disconnectedCallback() {
    this.#form?.removeEventListener("dragover", this.#invite);
    this.#form?.removeEventListener("dragleave", this.#leave);
    this.#form?.removeEventListener("drop", this.#drop);
    document.removeEventListener("paste", this.#paste);
  }

  get #input() {
    return this.querySelector("input[type=file]");
  }

  // The names of files beyond the limit go along instead of the files, so that they can be told.
  #limit = (event) => {
    if (event.target !== this.#input) return;
    const files = [...this.#input.files];
    const room = Number(this.dataset.limit) - this.querySelectorAll(".ref").length;
    if (files.length <= room) return;
    const fitting = new DataTransfer();
    for (const file of files.slice(0, room)) fitting.items.add(file);
    this.#input.files = fitting.files;
    const leftOut = this.querySelector("[name=references_left_out]");
    leftOut.value = files.slice(room).map((file) => file.name).join(", ");
    leftOut.disabled = false;
  };

  #take(files) {
    if (!this.#input || !files.length) return;
    this.#input.files = files;
    this.#input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  // A list has a file field of its own, which takes what is dropped on it.
  #isElsewhere(event) {
    return event.target.matches("input[type=file]") && !this.contains(event.target);
  }

  #invite = (event) => {
    if (!event.dataTransfer.types.includes("Files") || this.#isElsewhere(event)) return;
    event.preventDefault();
    this.toggleAttribute("data-over", true);
  };

  #leave = (event) => {
    if (!this.#form.contains(event.relatedTarget)) this.removeAttribute("data-over");
  };

  #drop = (event) => {
    this.removeAttribute("data-over");
    if (event.defaultPrevented) return; // the prompt took it
    if (!event.dataTransfer.files.length || this.#isElsewhere(event)) return;
    event.preventDefault();
    this.#take(event.dataTransfer.files);
  };

  // Words are pasted as words, even where a picture of them comes along.
  #paste = (event) => {
    const { files, types } = event.clipboardData;
    if (!files.length || types.includes("text/plain")) return;
    event.preventDefault();
    this.#take(files);
  };
}

customElements.define("musa-references", MusaReferences);

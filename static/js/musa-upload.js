// <musa-upload>: pictures that are dropped on the page, pasted into it or chosen go up one after the
// other, with one progress for all and a line for each that was not simply added.

import { post } from "./upload-request.js";

const IN_A_FIELD = "input:not([type=file]), textarea, [contenteditable]";
const SENTENCES = { 0: "The server did not answer. Try again.", 413: "The file is too large to send." };
const OTHERWISE = "The server could not take it. Try again.";
const SIGN_IN = "/accounts/login/";

class MusaUpload extends HTMLElement {
  #waiting = [];
  #sent = 0;
  #busy = false;
  #ownDrag = false;
  #on = {
    dragstart: () => (this.#ownDrag = true),
    dragend: () => (this.#ownDrag = false),
    dragover: (event) => this.#invite(event),
    dragleave: (event) => event.relatedTarget || (this.#shade.hidden = true),
    drop: (event) => this.#drop(event),
    paste: (event) => this.#paste(event),
    click: (event) => this.#press(event),
    submit: (event) => this.#submit(event),
    change: (event) => event.target === this.#chooser && this.#take(event.target.files),
  };

  connectedCallback() {
    for (const [name, heard] of Object.entries(this.#on)) document.addEventListener(name, heard);
  }

  disconnectedCallback() {
    for (const [name, heard] of Object.entries(this.#on)) document.removeEventListener(name, heard);
  }

  get #shade() {
    return this.querySelector("[data-drop]");
  }

  get #chooser() {
    return this.querySelector("[data-files]");
  }

  get #isCovered() {
    return document.querySelector(".app").inert || Boolean(document.querySelector("dialog:modal"));
  }

  // A picture of the page itself that is dragged about is no upload, nor is one over the viewer.
  #invite(event) {
    if (this.#ownDrag || !event.dataTransfer.types.includes("Files") || this.#isCovered) return;
    event.preventDefault();
    this.#shade.hidden = false;
  }

  #drop(event) {
    this.#shade.hidden = true;
    if (this.#ownDrag || this.#isCovered || !event.dataTransfer.files.length) return;
    event.preventDefault();
    this.#take(event.dataTransfer.files);
  }

  // Words are pasted as words, even where a picture of them comes along.
  #paste(event) {
    const { files, types } = event.clipboardData;
    if (!files.length || types.includes("text/plain") || this.#isCovered || event.target.closest(IN_A_FIELD)) return;
    event.preventDefault();
    this.#take(files);
  }

  #press(event) {
    if (this.contains(event.target) && event.target.closest("[data-close]")) this.querySelector("section").hidden = true;
    if (!event.target.closest("[data-choose-files]")) return;
    event.preventDefault();
    this.#chooser.click();
  }

  #submit(event) {
    const input = event.target.closest("[data-upload]")?.querySelector("input[type=file]");
    if (!input) return;
    event.preventDefault();
    this.#take(input.files);
    event.target.reset();
  }

  #take(files) {
    this.#waiting.push(...files);
    if (!this.#busy && this.#waiting.length) this.#work();
  }

  async #work() {
    this.#busy = true;
    this.#sent = 0;
    this.querySelector("section").hidden = false;
    this.querySelector("[data-lines]").replaceChildren();
    this.querySelector("progress").hidden = false;
    for (let file = this.#waiting.shift(); file; file = this.#waiting.shift()) {
      await this.#send(file);
      this.#sent += 1;
    }
    this.#busy = false;
    this.#chooser.value = "";
    this.#tell();
  }

  async #send(file) {
    if (file.size > Number(this.dataset.limitBytes)) {
      return this.#refuse(file, "The file is larger than 25 MB. Make it smaller.");
    }
    const token = this.querySelector("[name=csrfmiddlewaretoken]").value;
    this.#progress(0);
    const xhr = await post(this.dataset.url, token, file, (part) => this.#progress(part));
    if (xhr.responseURL.includes(SIGN_IN)) return location.reload();
    if (xhr.status !== 200) return this.#refuse(file, SENTENCES[xhr.status] ?? OTHERWISE);
    this.querySelector("[data-lines]").insertAdjacentHTML("beforeend", xhr.responseText);
  }

  #refuse(file, sentence) {
    const line = this.querySelector("template").content.cloneNode(true);
    line.querySelector("b").textContent = `${file.name}:`;
    line.querySelector("span").textContent = sentence;
    this.querySelector("[data-lines]").append(line);
  }

  #progress(part) {
    const count = this.#sent + 1 + this.#waiting.length;
    this.querySelector("progress").value = (this.#sent + part) / count;
    this.#say(count > 1 ? `Adding ${this.#sent + 1} of ${count} pictures` : "Adding a picture", "doing");
  }

  // Only what became of them is read out, not every step.
  #say(words, name) {
    for (const each of this.querySelectorAll("[data-says]")) each.textContent = each.dataset.says === name ? words : "";
  }

  #tell() {
    const count = (outcome) => this.querySelectorAll(`[data-outcome=${outcome}]`).length;
    const parts = [[count("added"), "added"], [count("known"), "there already"], [count("refused"), "refused"]];
    const told = parts.filter(([number]) => number).map((part) => part.join(" "));
    this.#say(`${told.join(", ")}.`, "done");
    this.querySelector("progress").hidden = true;
    const found = document.getElementById("found");
    if (!found || !count("added")) return;
    window.htmx?.ajax("GET", location.href, { target: found, select: "#found", swap: "outerHTML" });
  }
}

customElements.define("musa-upload", MusaUpload);

// <musa-overlay>: a picture that is opened from the grid comes as a dialog over it, with its own
// address.  Back closes, and the tile that was looked at last has the focus.

const VIEWER = /^\/gallery\/\d+\/$/;

class MusaOverlay extends HTMLElement {
  #title = "";

  connectedCallback() {
    document.addEventListener("click", this.#open);
    this.addEventListener("viewer:close", this.#leave);
    window.addEventListener("popstate", this.#travel, { capture: true }); // before htmx reloads
    document.addEventListener("viewer:trashed", this.#take);
    this.addEventListener("htmx:afterSettle", this.#star);
  }

  disconnectedCallback() {
    document.removeEventListener("click", this.#open);
    window.removeEventListener("popstate", this.#travel, { capture: true });
    document.removeEventListener("viewer:trashed", this.#take);
  }

  get #page() {
    return document.querySelector(".app");
  }

  get #viewer() {
    return this.querySelector("musa-viewer");
  }

  #open = async (event) => {
    const link = event.target.closest(".tile > a");
    if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (await this.#load(link.href)) history.pushState({ overlay: true }, "", link.href);
    else location.assign(link.href);
  };

  async #load(href) {
    this.#title ||= document.title;
    const response = await fetch(href).catch(() => null);
    const page = new DOMParser().parseFromString((await response?.text()) ?? "", "text/html");
    const viewer = page.querySelector("musa-viewer");
    if (!response?.ok || !viewer) return false;
    this.replaceChildren(document.adoptNode(viewer));
    this.#page.inert = true; // not a modal dialog: the toasts with their Undo must stay in reach
    this.querySelector("[data-step=close]").focus();
    window.htmx?.process(this);
    document.title = page.title;
    return true;
  }

  #leave = (event) => {
    event.preventDefault();
    history.back();
  };

  #travel = async (event) => {
    const isViewer = VIEWER.test(location.pathname);
    if (!this.#viewer && !isViewer) return;
    event.stopImmediatePropagation();
    if (!isViewer) this.#close();
    else if (!(await this.#load(location.href))) location.reload();
  };

  #close() {
    const { picture } = this.querySelector("[data-picture]").dataset;
    this.replaceChildren();
    this.#page.inert = false;
    document.title = this.#title;
    const tile = document.querySelector(`#tile-${picture} > a`);
    tile?.scrollIntoView({ block: "nearest" });
    tile?.focus({ preventScroll: true });
  }

  // The tile below shows the same star.
  #star() {
    const { picture } = this.querySelector("[data-picture]").dataset;
    const isStarred = this.querySelector(".star").getAttribute("aria-pressed") === "true";
    document.getElementById(`tile-${picture}`)?.toggleAttribute("data-starred", isStarred);
  }

  // Its tile waits hidden, as those that the action bar deletes, for Undo to bring it back.
  #take = ({ detail }) => {
    const tile = document.getElementById(`tile-${detail.pk}`);
    if (!tile) return;
    tile.hidden = true;
    tile.dataset.gone = detail.moment;
  };
}

customElements.define("musa-overlay", MusaOverlay);

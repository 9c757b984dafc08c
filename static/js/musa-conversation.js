// <musa-conversation> around the turns: opens at the newest one, and follows what comes while the
// person is at the end.  Somebody who reads further up is left there.

const NEAR_PX = 160;

class MusaConversation extends HTMLElement {
  #isAtEnd = true;

  connectedCallback() {
    addEventListener("scroll", this.#look, { passive: true });
    this.addEventListener("htmx:afterSwap", this.#follow);
    if (!location.hash) requestAnimationFrame(() => this.#toEnd());
  }

  disconnectedCallback() {
    removeEventListener("scroll", this.#look);
    this.removeEventListener("htmx:afterSwap", this.#follow);
  }

  #look = () => {
    const root = document.scrollingElement;
    this.#isAtEnd = root.scrollHeight - root.scrollTop - innerHeight < NEAR_PX;
  };

  #follow = (event) => {
    if (event.target.id === "turns" && event.detail?.requestConfig?.verb === "post") this.#toEnd();
    else if (this.#isAtEnd) this.#toEnd();
  };

  #toEnd() {
    document.scrollingElement.scrollTop = document.scrollingElement.scrollHeight;
    this.#isAtEnd = true;
  }
}

customElements.define("musa-conversation", MusaConversation);

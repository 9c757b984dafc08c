// <musa-theme> around the theme form: the change is seen at once, the server remembers it.

class MusaTheme extends HTMLElement {
  connectedCallback() {
    this.addEventListener("submit", this.#change);
  }

  disconnectedCallback() {
    this.removeEventListener("submit", this.#change);
  }

  #change = async (event) => {
    event.preventDefault();
    const form = event.target;
    const theme = event.submitter.value;
    this.#show(theme);
    const body = new FormData(form, event.submitter);
    const response = await fetch(form.action, { method: "POST", body, redirect: "manual" }).catch(() => null);
    if (response && response.status < 400) return;
    this.disconnectedCallback();
    event.submitter.click();
  };

  #show(theme) {
    if (theme === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    for (const option of document.querySelectorAll("musa-theme [name=theme]")) {
      option.setAttribute("aria-pressed", String(option.value === theme));
    }
  }
}

customElements.define("musa-theme", MusaTheme);

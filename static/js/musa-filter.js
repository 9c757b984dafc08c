// <musa-filter data-rows=".row"> around a hidden search field and rows: shows the rows that hold all
// the words.  What is checked stays.  Without script all rows stand there.

class MusaFilter extends HTMLElement {
  connectedCallback() {
    const field = this.querySelector("input[type=search]");
    field.closest("[hidden]")?.removeAttribute("hidden");
    field.addEventListener("input", () => this.filter(field.value));
    field.addEventListener("change", (event) => event.stopPropagation());
  }

  filter(text) {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    for (const row of this.querySelectorAll(this.dataset.rows)) {
      const said = row.textContent.toLowerCase();
      const isChosen = row.querySelector("input")?.checked;
      row.hidden = !isChosen && !words.every((word) => said.includes(word));
    }
  }
}

customElements.define("musa-filter", MusaFilter);

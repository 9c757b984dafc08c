// <musa-title-count data-count="2">: "(2) Generate · Musa" in the tab; a swap of the element renews it.

class MusaTitleCount extends HTMLElement {
  connectedCallback() {
    const title = document.title.replace(/^\(\d+\) /, "");
    const count = Number(this.dataset.count);
    document.title = count > 0 ? `(${count}) ${title}` : title;
  }
}

customElements.define("musa-title-count", MusaTitleCount);

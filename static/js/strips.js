// What is chosen in a strip that scrolls sideways is in sight at first, where `scroll-initial-target`
// cannot say so.

const STRIPS = ".tree, .modes";
const CHOSEN = "[aria-current], label:has(:checked)";

function reveal(strip) {
  const chosen = strip.querySelector(CHOSEN);
  if (!chosen) return;
  const hidden = chosen.getBoundingClientRect().right - strip.getBoundingClientRect().right;
  const margin = Number.parseFloat(getComputedStyle(chosen).scrollMarginInlineEnd);
  if (hidden > 0) strip.scrollLeft += hidden + margin;
}

if (!CSS.supports("scroll-initial-target: nearest")) {
  for (const strip of document.querySelectorAll(STRIPS)) reveal(strip);
}

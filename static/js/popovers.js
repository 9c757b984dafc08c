// Menus beside their buttons where the style sheet alone cannot anchor a popover: it takes the place
// from --popover-top and --popover-left.  Below the button and in line with it, or where there is room.

const GAP_PX = 6;
const buttons = new Map(); // of what is open
const sizes = new ResizeObserver((entries) => entries.forEach(({ target }) => place(target)));
let pressed = null;

function place(popover) {
  const at = buttons.get(popover).getBoundingClientRect();
  const { clientWidth, clientHeight } = document.documentElement;
  const below = at.bottom + GAP_PX;
  const above = at.top - GAP_PX - popover.offsetHeight;
  const top = below + popover.offsetHeight > clientHeight && above > 0 ? above : below;
  const left = at.left + popover.offsetWidth > clientWidth ? at.right - popover.offsetWidth : at.left;
  popover.style.setProperty("--popover-top", `${top}px`);
  popover.style.setProperty("--popover-left", `${Math.max(left, 0)}px`);
}

// The first size of what is observed is told once it is shown, before it is painted.
function follow({ target, newState }) {
  if (newState === "open" && pressed?.getAttribute("popovertarget") === target.id) {
    buttons.set(target, pressed);
    sizes.observe(target);
  } else {
    buttons.delete(target);
    sizes.unobserve(target);
  }
}

function placeAll() {
  for (const popover of buttons.keys()) place(popover);
}

if (!CSS.supports("position-area: block-end")) {
  const first = { capture: true };
  document.addEventListener("click", (event) => (pressed = event.target.closest("[popovertarget]")), first);
  document.addEventListener("beforetoggle", follow, first);
  document.addEventListener("scroll", placeAll, { capture: true, passive: true });
  addEventListener("resize", placeAll);
}

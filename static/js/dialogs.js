// Native dialogs where the browser lacks command, commandfor or closedby.

function obey(event) {
  const button = event.target.closest("button[commandfor]");
  const dialog = button && document.getElementById(button.getAttribute("commandfor"));
  if (button?.getAttribute("command") === "show-modal") dialog.showModal();
  if (button?.getAttribute("command") === "close") dialog.close();
}

// The backdrop is the dialog's own; what lies within its edges is its padding.
function closeByBackdrop({ target, clientX, clientY }) {
  if (!target.matches("dialog[closedby=any]")) return;
  const { left, right, top, bottom } = target.getBoundingClientRect();
  const isWithin = left <= clientX && clientX <= right && top <= clientY && clientY <= bottom;
  if (!isWithin) target.close();
}

if (!("commandForElement" in HTMLButtonElement.prototype)) document.addEventListener("click", obey);
if (!("closedBy" in HTMLDialogElement.prototype)) document.addEventListener("click", closeByBackdrop);

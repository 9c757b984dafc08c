// Native dialogs where the browser lacks command, commandfor or closedby.

function obey(event) {
  const button = event.target.closest("button[commandfor]");
  const dialog = button && document.getElementById(button.getAttribute("commandfor"));
  if (button?.getAttribute("command") === "show-modal") dialog.showModal();
  if (button?.getAttribute("command") === "close") dialog.close();
}

function closeByBackdrop(event) {
  if (event.target.matches("dialog[closedby=any]")) event.target.close();
}

if (!("commandForElement" in HTMLButtonElement.prototype)) document.addEventListener("click", obey);
if (!("closedBy" in HTMLDialogElement.prototype)) document.addEventListener("click", closeByBackdrop);

// The filters as they were left are what the form falls back to: WebKit brings the page back from
// its memory, the found pictures with it, but resets a form that says autocomplete="off".

function keep(field) {
  if (field.matches("select")) for (const each of field.options) each.defaultSelected = each.selected;
  else if (field.matches("[type=checkbox], [type=radio]")) field.defaultChecked = field.checked;
  else if ("defaultValue" in field) field.defaultValue = field.value;
}

addEventListener("pagehide", () => {
  for (const field of document.getElementById("filter-form").elements) keep(field);
});

// A box beside the name of each day chooses the tiles of that day, and shows how many of them are.

function headings() {
  return document.querySelectorAll("musa-grid.selecting .day > h2");
}

// A day may go on in the next page, whose first section then has no name.
function boxesOf(heading) {
  const boxes = [];
  const sections = [...document.querySelectorAll(".day")];
  let section = heading.parentElement;
  do {
    boxes.push(...section.querySelectorAll(".tile:not([hidden]) input[name=image]"));
    section = sections[sections.indexOf(section) + 1];
  } while (section && !section.querySelector("h2"));
  return boxes;
}

function boxFor(heading) {
  const box = document.createElement("input");
  box.type = "checkbox";
  box.className = "check";
  box.ariaLabel = `Select ${heading.parentElement.ariaLabel}`;
  box.addEventListener("change", () => {
    for (const each of boxesOf(heading)) each.checked = box.checked;
    document.dispatchEvent(new Event("selection:settle"));
  });
  heading.prepend(box);
  return box;
}

document.addEventListener("selection:settled", () => {
  for (const heading of headings()) {
    const box = heading.querySelector(".check") ?? boxFor(heading);
    const boxes = boxesOf(heading);
    const chosen = boxes.filter((each) => each.checked).length;
    box.checked = chosen > 0 && chosen === boxes.length;
    box.indeterminate = chosen > 0 && chosen < boxes.length;
  }
});

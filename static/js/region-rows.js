// The rows of #region-list, one a region: five inputs, a number, and the place in words.

const NAMES = ["region_x", "region_y", "region_width", "region_height"];
const tenth = (value) => Math.round(value * 10) / 10;

export function rows() {
  return [...document.querySelectorAll("#region-list > li")];
}

export function read(row) {
  const [x, y, width, height] = NAMES.map((name) => Number(row.querySelector(`[name=${name}]`).value) || 0);
  return { x, y, width, height };
}

export function write(row, { x, y, width, height }) {
  [x, y, width, height].forEach((side, index) => {
    row.querySelector(`[name=${NAMES[index]}]`).value = tenth(side);
  });
}

export function append() {
  const row = document.getElementById("region-row").content.cloneNode(true).firstElementChild;
  document.getElementById("region-list").append(row);
  return row;
}

// Its number and place, wherever the row says them; returns the place.
export function label(row, number) {
  const [x, y, width, height] = Object.values(read(row)).map(Math.round);
  const place = `x ${x} %, y ${y} %, ${width} × ${height} %`;
  row.querySelector("summary").textContent = place;
  row.querySelector(".region-number").textContent = number;
  row.querySelector("[name=region_remove]").value = number;
  for (const named of row.querySelectorAll("[aria-label]"))
    named.setAttribute("aria-label", named.getAttribute("aria-label").replace(/\d+/, number));
  return place;
}

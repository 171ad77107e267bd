// Several conversations at once: chosen with `x` and by their boxes. Only what is in the list stays chosen.
import { find, findAll } from "./dom.js";
import { current, go, neighbour, numberOf, rows } from "./rows.js";

const boxes = () => findAll("#rows .choose");
const boxOf = (row) => find(".choose", row.closest("li"));
const kept = new Set();

export const chosen = () => boxes().filter((box) => box.checked).map((box) => Number(box.value));

function set(box, isChosen) {
  box.checked = isChosen;
  if (isChosen) kept.add(box.value);
  else kept.delete(box.value);
}

function showChosen() {
  const number = chosen().length;
  find("#bulk").hidden = !number;
  find("#bulk-count").textContent = interpolate(ngettext("%s selected", "%s selected", number), [number]);
}

export function toggle() {
  const row = current() ?? rows()[0];
  if (!row) return;
  set(boxOf(row), !boxOf(row).checked);
  showChosen();
}

/** Choose the current conversation and the one that follows in this direction; back again lets go. */
export function extend(step) {
  const row = current(), next = neighbour(row, step);
  if (!next) return;
  const isBack = row && boxOf(row).checked && boxOf(next).checked;
  if (row) set(boxOf(row), !isBack);
  set(boxOf(next), true);
  go(next);
  showChosen();
}

export function chooseAll() {
  boxes().forEach((box) => set(box, true));
  showChosen();
}

export function chooseNone() {
  boxes().forEach((box) => set(box, false));
  kept.clear();
  showChosen();
}

// A fresh list has its boxes again as they were; what left the list is not chosen any more.

function restore() {
  const there = new Set(rows().map((row) => `${numberOf(row)}`));
  for (const pk of kept) if (!there.has(pk)) kept.delete(pk);
  boxes().forEach((box) => { box.checked = kept.has(box.value); });
  showChosen();
}

document.addEventListener("change", (event) => {
  if (!event.target.matches?.("#rows .choose")) return;
  set(event.target, event.target.checked);
  showChosen();
});
document.addEventListener("htmx:afterSettle", restore);
document.addEventListener("earful:rows", restore);

// Several conversations at once: chosen with `x` and by their boxes, or all that match. Only what is in the
// list stays chosen; of all that match, the rest is known to the server.
import { address, ask, find, findAll } from "./dom.js";
import { current, go, neighbour, numberOf, rows } from "./rows.js";
import { showFailure } from "./saying.js";

const boxes = () => findAll("#rows .choose");
const boxOf = (row) => find(".choose", row.closest("li"));
const kept = new Set();
/** All that match: what the server says of how many there are, and when that was. Null when only some are. */
let whole = null, seen = null, last = "";

export const chosen = () => boxes().filter((box) => box.checked).map((box) => Number(box.value));
/** The messages that the rows of these conversations show. */
export const messagesOf = (pks) => pks.map((pk) => find(`#choose-${pk}`)?.dataset.message).filter(Boolean);
export const isWhole = () => Boolean(whole);
/** How many are chosen, loaded or not. */
export const howMany = () => (whole && seen ? seen.number : chosen().length);
/** What is known of all that match, as soon as it is. */
export const whatIsWhole = () => whole;
/** The list is a group of near-duplicates: acts are about those messages. */
export const isGroup = () => new URLSearchParams(find("#rows").dataset.query).has("similar");

function set(box, isChosen) {
  box.checked = isChosen;
  if (isChosen) kept.add(box.value);
  else kept.delete(box.value);
}

function countText(number) {
  if (!whole) return interpolate(ngettext("%s selected", "%s selected", number), [number]);
  if (!seen) return gettext("Counting…");
  const text = new Intl.NumberFormat(document.documentElement.lang).format(seen.number);
  return interpolate(gettext("All %s selected"), [seen.isMore ? `${text}+` : text]);
}

function showChosen() {
  const number = chosen().length, all = boxes().length;
  find("#bulk").hidden = !number && !whole;
  find("#rows").classList.toggle("choosing", number > 0);
  find("#bulk-count").textContent = countText(number);
  const wider = find("#bulk-whole");
  wider.hidden = Boolean(whole) || !number || number < all || !find("#rows .more");
  find("#bulk-whole-text").textContent = interpolate(gettext("Select all %s that match"), [find("#list-count").textContent]);
}

/** Only some are chosen from now on. */
function narrow() {
  whole = seen = null;
}

export function toggle() {
  const row = current() ?? rows()[0];
  if (!row) return;
  narrow();
  set(boxOf(row), !boxOf(row).checked);
  showChosen();
}

/** Choose the current conversation and the one that follows in this direction; back again lets go. */
export function extend(step) {
  const row = current(), next = neighbour(row, step);
  if (!next) return;
  narrow();
  const isBack = row && boxOf(row).checked && boxOf(next).checked;
  if (row) set(boxOf(row), !isBack);
  set(boxOf(next), true);
  go(next);
  showChosen();
}

export function chooseAll() {
  narrow();
  boxes().forEach((box) => set(box, true));
  showChosen();
}

export function chooseNone() {
  narrow();
  boxes().forEach((box) => set(box, false));
  kept.clear();
  showChosen();
}

/** Choose all that match, loaded or not: as they are now, nothing that comes later. */
export function chooseWhole() {
  boxes().forEach((box) => set(box, true));
  seen = null;
  const mine = ask(address(`bulk/count/${find("#rows").dataset.query}`)).then((answer) => answer.json());
  whole = mine;
  mine.then((found) => { if (whole === mine) seen = found; }, () => {
    if (whole !== mine) return;
    narrow();
    showFailure();
  }).then(showChosen);
  showChosen();
}

// A fresh list has its boxes again as they were; what left the list is not chosen any more.

function restore() {
  const there = new Set(rows().map((row) => `${numberOf(row)}`));
  for (const pk of kept) if (!there.has(pk)) kept.delete(pk);
  boxes().forEach((box) => { if (whole) set(box, true); else box.checked = kept.has(box.value); });
  showChosen();
}

/** With Shift, all between the box that was last pressed and this one become as this one is. */
function chooseRange(box) {
  const all = boxes(), from = all.findIndex(({ value }) => value === last);
  const ends = [from < 0 ? all.indexOf(box) : from, all.indexOf(box)].sort((one, other) => one - other);
  all.slice(ends[0], ends[1] + 1).forEach((each) => set(each, box.checked));
}

document.addEventListener("click", (event) => {
  const box = event.target;
  if (!box.matches?.("#rows .choose")) return;
  narrow();
  if (event.shiftKey) chooseRange(box);
  else set(box, box.checked);
  last = box.value;
  showChosen();
});
document.addEventListener("htmx:afterSettle", restore);
document.addEventListener("earful:rows", restore);

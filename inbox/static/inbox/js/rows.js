// The list: which row is current, where one goes from there, and how it is kept fresh.
import { afterPaint, find, findAll, nodesOf, paced } from "./dom.js";
import { addressOf, prefetch, show, showNothing } from "./pane.js";

const AHEAD = 3, NEAR_THE_END = 5, MINUTE = 60000;
const news = new Set();
let isTaking = false;
export const rows = () => findAll("#rows .row");
export const rowOf = (pk) => find(`#row-${pk}`);
export const numberOf = (row) => Number(row.id.slice(4));
/** The row of the conversation in the address: there is one truth, and it can be bookmarked. */
export const current = () => find('#rows .row[aria-current="true"]');

/** The conversation in the address; 0 for none. */
const openOne = () => Number(location.pathname.match(/\/conversations\/(\d+)\//)?.[1] ?? 0);

export function markCurrent() {
  const row = rowOf(openOne());
  for (const each of findAll("#rows .row[aria-current]")) if (each !== row) each.removeAttribute("aria-current");
  row?.setAttribute("aria-current", "true");
}

/** Make a row current and show its conversation. `isRead` puts the focus there, else it stays in the list. */
export function go(row, { isRead = false } = {}) {
  const pk = numberOf(row), place = addressOf(pk);
  const isOpen = location.pathname.includes("/conversations/");
  history[isOpen ? "replaceState" : "pushState"]({ earful: true }, "", place);
  markCurrent();
  // Shown first: focus and scrolling measure the page, which is then done once.
  const showing = show(pk);
  row.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
  showing.then(() => { if (isRead || !find("#list").offsetParent) find(".head h2")?.focus(); });
  afterPaint(lookAhead);
}

export function neighbour(row, step) {
  const all = rows();
  return row ? all[all.indexOf(row) + step] : all[0];
}

export function move(step) {
  const next = neighbour(current(), step);
  if (next) go(next);
  return next;
}

/** Fetch what comes next: the conversations, and near its end the rest of the list. */
function lookAhead() {
  const all = rows(), at = all.indexOf(current());
  if (at < 0) return;
  const wanted = [...all.slice(at + 1, at + 1 + AHEAD), all[at - 1]].filter(Boolean);
  wanted.forEach((each) => prefetch(numberOf(each)));
  if (at >= all.length - NEAR_THE_END) find("#rows .more a")?.click();
}

/** Nothing is open any more; the list is what one looks at. */
export function leave() {
  const row = current();
  if (location.pathname.includes("/conversations/")) history.pushState({ earful: true }, "", document.body.dataset.inbox + find("#rows").dataset.query);
  showNothing();
  markCurrent();
  row?.focus();
}

addEventListener("popstate", (event) => {
  if (event.state?.htmx) return;
  markCurrent();
  const pk = openOne();
  if (pk) show(pk);
  else showNothing();
});

document.addEventListener("click", (event) => {
  const row = event.target.closest?.("#rows .row");
  if (!row || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  go(row, { isRead: event.detail === 0 });
});

// Rows that were dealt with here leave at once. A list that was asked for before that brings none of them back.

const gone = new Map();

export function takeOut(pk) {
  const item = rowOf(pk)?.closest("li");
  const place = { item, after: item?.previousElementSibling, isDone: false };
  gone.set(pk, place);
  item?.remove();
  return place;
}

export function confirmOut(pk) {
  if (gone.has(pk)) gone.get(pk).isDone = true;
}

export function bringBack(pk, { item, after } = gone.get(pk) ?? {}) {
  gone.delete(pk);
  if (!item || rowOf(pk)) return;
  if (after?.isConnected) after.after(item);
  else find("#rows").prepend(item);
  markCurrent();
}

let released = [];
document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.detail.elt.id === "refresh-list") released = [...gone].filter(([, each]) => each.isDone).map(([pk]) => pk);
});

function settleList() {
  released.forEach((pk) => gone.delete(pk));
  released = [];
  for (const pk of gone.keys()) rowOf(pk)?.closest("li").remove();
  markCurrent();
}

// Refreshed quietly at its top; else a button says how many there are.

export function listIsFree() {
  const list = find("#rows");
  const types = list.contains(document.activeElement) && document.activeElement.matches("input:not([type=checkbox]), textarea");
  return Boolean(find("#refresh-list")) && list.scrollTop < 8 && !types && (isTaking || isCurrentInSight(list));
}

/** Fresh rows are the first page: a row further down would be gone while its conversation is shown. */
function isCurrentInSight(list) {
  const row = current();
  return !row || row.getBoundingClientRect().top <= list.getBoundingClientRect().bottom;
}

function refreshList() {
  if (listIsFree()) htmx.trigger("#refresh-list", "refresh");
  else showNews();
}

export function showNews() {
  const chip = find("#new");
  chip.hidden = !news.size;
  chip.textContent = chip.dataset.text.replace("%s", news.size);
}

/** Put what is new at the top of the list. */
export function takeNews() {
  find("#rows").scrollTop = 0;
  isTaking = true;
  refreshList();
}

/** Whether somebody is at the list: what they point at must not move away under them. */
const isHeld = () => !isTaking && rows().length > 0 && find("#rows").matches(":hover, :focus-within");

/** Return fresh rows without the new ones at their top, which wait behind the button. */
function withoutNews(html) {
  const part = nodesOf(html);
  const fresh = findAll(".row", part), first = fresh.findIndex((row) => rowOf(numberOf(row)));
  for (const row of first > 0 ? fresh.slice(0, first) : []) {
    if (!gone.has(numberOf(row))) news.add(numberOf(row));
    row.closest("li").remove();
  }
  return [...part.children].map((each) => each.outerHTML).join("");
}

const listSoon = paced(refreshList), listLater = paced(refreshList, 4000);
document.addEventListener("earful:live", ({ detail }) => {
  if (detail.job) return;
  // What people wrote is news; what a colleague or this browser did is only shown.
  detail.new?.forEach((pk) => news.add(pk));
  // What one clears away here is out of sight already: the list need not be drawn again for each.
  const isOut = !detail.more && !detail.new?.length && detail.conversations.every((pk) => gone.has(pk));
  (isOut ? listLater : listSoon)();
});

// What had the focus in the list has it again when the rows are fresh; after “Load more” the first new row.

let focused = null;
const placeOf = (element) => findAll("#rows > li").indexOf(element?.closest("#rows > li"));

function holdFocus({ isMore = false } = {}) {
  const at = placeOf(document.activeElement);
  focused = at < 0 ? null : { id: isMore ? "" : document.activeElement.id, at };
}

function giveFocus() {
  const rest = rows(), { id, at } = focused ?? {};
  if (focused) (id && document.getElementById(id) || rest[at] || current() || rest.at(-1))?.focus({ preventScroll: true });
  focused = null;
}

document.addEventListener("htmx:beforeSwap", (event) => {
  const asked = event.detail.requestConfig?.elt.id;
  if (asked === "more") holdFocus({ isMore: true });
  if (asked !== "refresh-list") return;
  // People may have scrolled on while the answer was under way.
  event.detail.shouldSwap = listIsFree();
  if (event.detail.shouldSwap) {
    news.clear();
    if (isHeld()) event.detail.serverResponse = withoutNews(event.detail.serverResponse);
    isTaking = false;
    holdFocus();
  }
  showNews();
});
// At once, so that no frame is painted in which no row is current.
document.addEventListener("htmx:afterSwap", (event) => { if (event.target.id === "rows") settleList(); });
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.id === "rows") settleList();
  else markCurrent();
  giveFocus();
});
find("#new").addEventListener("click", takeNews);
setInterval(() => document.hidden || listSoon(), MINUTE);
markCurrent();
if (current()) lookAhead();
else rows().slice(0, AHEAD).forEach((row) => prefetch(numberOf(row)));

// The conversation that is shown, and the ones that will be wanted next: fetched before anybody asks.
import { address, afterPaint, ask, find, findAll, nodesOf, paced } from "./dom.js";
import { endFailure, showFailure } from "./saying.js";

const MOST = 40, AGE = 60000;
const kept = new Map();
const pane = () => find("#conversation");
let wanted = 0;

/** The conversation in sight; 0 for none. Acts go by this and by nothing else. */
export const shown = () => Number(find(".thread", pane())?.dataset.conversation ?? 0);

const query = () => find("#rows").dataset.query;
export const addressOf = (pk) => address(`conversations/${pk}/${query()}`);

/** What is known of these conversations is old; of all, without ids. */
export function forget(ids) {
  if (ids) ids.forEach((pk) => kept.delete(pk));
  else kept.clear();
}

/** Fetch a conversation unless it is here already. */
export function prefetch(pk) {
  const known = kept.get(pk);
  if (known && Date.now() - known.at < AGE) return known;
  const entry = { at: Date.now(), nodes: null };
  entry.coming = ask(addressOf(pk)).then((answer) => answer.text()).then((html) => { entry.nodes = nodesOf(html); });
  entry.coming.catch(() => { if (kept.get(pk) === entry) kept.delete(pk); });
  kept.delete(pk);
  kept.set(pk, entry);
  if (kept.size > MOST) kept.delete(kept.keys().next().value);
  return entry;
}

/** Show a conversation. While it is under way nothing is shown, so that no act can hit another one. */
export async function show(pk) {
  wanted = pk;
  leaveShown();
  const entry = prefetch(pk);
  if (!entry.nodes) {
    blank(pane().dataset.loading);
    try {
      await entry.coming;
    } catch {
      if (wanted === pk) { blank(pane().dataset.empty); showFailure(); }
      return;
    }
  }
  if (wanted === pk) put(document.importNode(entry.nodes, true));
}

export function showNothing() {
  wanted = 0;
  leaveShown();
  blank(pane().dataset.empty);
}

/**
 * Put something else in the pane. A text that is under way goes on out of sight: htmx tells nobody of a form that
 * is gone.
 */
function replace(nodes) {
  find("#leaving").append(...findAll(".composer.htmx-request", pane()));
  pane().replaceChildren(nodes);
}

document.addEventListener("htmx:afterRequest", () => {
  for (const form of findAll("#leaving > :not(.htmx-request)")) form.remove();
});

function blank(text) {
  const line = Object.assign(document.createElement("p"), { className: "empty", textContent: text });
  replace(line);
}

function put(nodes) {
  const title = find("title", nodes);
  document.title = title.textContent;
  title.remove();
  replace(nodes);
  endFailure();
  document.dispatchEvent(new CustomEvent("earful:shown"));
  toEnd();
  isNew = true;
  afterPaint(introduce);
}

// htmx learns of a conversation when it is painted, or before anything is done to it: going on is not slowed by that.

let isNew = false;

function introduce() {
  if (isNew) htmx.process(pane());
  isNew = false;
}

for (const name of ["keydown", "click", "submit"]) addEventListener(name, introduce, { capture: true });

/** A refresh that is under way would find its conversation gone. */
function leaveShown() {
  if (find("#refresh-thread")) htmx.trigger("#refresh-thread", "htmx:abort");
}

/** Put a fresh thread, with its head, in the place of the one that is shown. */
export function putThread(pk, html) {
  if (shown() === pk) htmx.swap(`#thread-${pk}`, html, { swapStyle: "innerHTML", swapDelay: 0, settleDelay: 0 });
}

// Refreshed in place: messages are replaced, the composer is left alone.

function refreshThread() {
  if (!shown()) return;
  introduce();
  htmx.trigger("#refresh-thread", "refresh");
  for (const part of findAll(".thread details[open] > [hx-get]")) {
    const isEdited = findAll("textarea", part).some((box) => box.value !== box.defaultValue);
    if (!isEdited && !part.contains(document.activeElement)) htmx.trigger(part, "refresh");
  }
}

const threadSoon = paced(refreshThread);
document.addEventListener("earful:live", ({ detail }) => {
  if (detail.job) return;
  forget(detail.more ? null : detail.conversations);
  if (detail.more || detail.conversations.includes(shown())) threadSoon();
});

// The newest message is in sight, unless somebody reads further up.

let wasAtEnd = true;
const distance = (box) => box.scrollHeight - box.scrollTop - box.clientHeight;
export const toEnd = () => { const box = find(".scroll"); if (box) box.scrollTop = box.scrollHeight; };

document.addEventListener("htmx:beforeSwap", (event) => {
  const box = find(".scroll");
  wasAtEnd = Boolean(box) && distance(box) < 40 && !event.target.id.startsWith("earlier");
});
document.addEventListener("htmx:afterSettle", (event) => { if (wasAtEnd && event.target.id !== "rows") toEnd(); });
toEnd();

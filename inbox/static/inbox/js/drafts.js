// What is typed and not sent is kept: here at once, on the server a moment later, for every browser of this person.
import { ask, find } from "./dom.js";
import { forget, shown } from "./pane.js";

const PAUSE = 1000;
// Newer than what the server sent: the text of a conversation, and how it was to be sent.
const typed = new Map();
// Where each of them is still to be saved, and the timer that will do so.
const waiting = new Map();
let saving = Promise.resolve();

const pkOf = (form) => Number(form.dataset.conversation);

/** How the text that was typed here was to be sent; nothing when none was. */
export const howOf = (pk) => typed.get(pk)?.how;

function note({ target, type }) {
  const form = target.closest?.("#conversation .composer");
  if (!form) return;
  const pk = pkOf(form), box = find("textarea", form);
  if (!box.value && !typed.has(pk) && !box.defaultValue) return;
  // Who begins something else leaves what was kept where it is.
  if (!box.value && type === "earful:how") return;
  typed.set(pk, { text: box.value, how: form.dataset.how, path: form.dataset.draft });
  clearTimeout(waiting.get(pk));
  waiting.set(pk, setTimeout(() => save(pk), PAUSE));
}

/** Save what is typed in a conversation now; in order, so that the last word stays. */
function save(pk, { keepalive = false } = {}) {
  clearTimeout(waiting.get(pk));
  waiting.delete(pk);
  const { text, how, path } = typed.get(pk);
  const act = () => ask(path, { method: "POST", values: { text, how }, keepalive });
  saving = keepalive ? act() : saving.then(act);
  // It stays typed here, and the next key tries again.
  saving = saving.catch((error) => console.info("draft", error.message)).then(() => forget([pk]));
}

/** Save what waits for that, and come back when it is done. */
export async function flush(pk) {
  if (waiting.has(pk)) save(pk);
  await saving;
}

const saveAll = (how) => [...waiting.keys()].forEach((pk) => save(pk, how));

/** It was sent or taken back: the server knows better now. */
function settle(pk) {
  clearTimeout(waiting.get(pk));
  waiting.delete(pk);
  typed.delete(pk);
  forget([pk]);
}

/** What was typed is there again when one comes back. */
function restore() {
  const pk = shown(), box = pk && find(`#text-${pk}`);
  if (box) box.value = typed.get(pk)?.text ?? box.defaultValue;
}

document.addEventListener("input", note);
document.addEventListener("earful:how", note);
document.addEventListener("htmx:beforeRequest", ({ detail: { elt } }) => {
  if (!elt.matches(".composer")) return;
  clearTimeout(waiting.get(pkOf(elt)));
  waiting.delete(pkOf(elt));
});
document.addEventListener("earful:sent", ({ detail: { conversation } }) => {
  const path = typed.get(conversation)?.path;
  settle(conversation);
  // One that was on its way meanwhile may have come after the text.
  if (path) saving = saving.then(() => typed.has(conversation) || ask(path, { method: "POST", values: { text: "" } })).catch((error) => console.info("draft", error.message));
});
document.addEventListener("earful:unsent", ({ detail: { conversation } }) => settle(conversation));
document.addEventListener("earful:shown", restore);
addEventListener("pagehide", () => saveAll({ keepalive: true }));
document.addEventListener("visibilitychange", () => { if (document.hidden) saveAll(); });

// What is typed and not sent is kept: here at once, on the server a moment later, for every browser of this person.
// An answer and a note lie side by side in two places: what is for the team never gets where people read.
import { ask, find } from "./dom.js";
import { forget } from "./pane.js";

const PAUSE = 1000;
// Newer than what the server sent: by place the text, and how it was to be sent.
const typed = new Map();
// The places that are still to be saved, and the timer that will do so.
const waiting = new Map();
// By conversation, whether a note was written last.
const wasNote = new Map();
let saving = Promise.resolve();

const pkOf = (form) => Number(form.dataset.conversation);
const placeOf = (pk, isNote) => `${pk} ${isNote}`;
export const isNote = (form) => form.dataset.how === "note";

/** The composer whose text was not taken, by what htmx says of a request; nothing when it was. */
export function refusedForm({ requestConfig, successful, xhr }) {
  const form = requestConfig?.elt;
  return form?.matches?.(".composer") && !(successful && xhr.status !== 422) ? form : null;
}

/** What is unsent here, of the one kind or the other. */
export const textOf = (form, note) => typed.get(placeOf(pkOf(form), note))?.text ?? form.dataset[note ? "keptNote" : "keptAnswer"];

/** How that was to be sent which is unsent here: what was written last, or else the answer. */
export function howOf(form) {
  const pk = pkOf(form), note = [wasNote.get(pk) ?? false, false, true].find((each) => textOf(form, each));
  return note ? "note" : typed.get(placeOf(pk, false))?.how;
}

function keep({ target, type }) {
  const form = target.closest?.("#conversation .composer");
  if (!form) return;
  const pk = pkOf(form), place = placeOf(pk, isNote(form)), text = find("textarea", form).value;
  // Who begins something else leaves what was kept where it is.
  if (!text && (type === "earful:how" || !textOf(form, isNote(form)))) return;
  typed.set(place, { pk, text, how: form.dataset.how, path: form.dataset.draft });
  wasNote.set(pk, isNote(form));
  saveSoon(place);
}

function saveSoon(place) {
  clearTimeout(waiting.get(place));
  waiting.set(place, setTimeout(() => save(place), PAUSE));
}

/** Save what is typed in a place now; in order, so that the last word stays. */
function save(place, { keepalive = false } = {}) {
  dontSave(place);
  const { pk, text, how, path } = typed.get(place);
  const act = () => ask(path, { method: "POST", values: { text, how }, keepalive });
  saving = keepalive ? act() : saving.then(act);
  // It stays typed here, and the next key tries again.
  saving = saving.catch((error) => console.info("draft", error.message)).then(() => forget([pk]));
}

function dontSave(place) {
  clearTimeout(waiting.get(place));
  waiting.delete(place);
}

/** Save what waits for that in a conversation, and come back when it is done. */
export async function flush(pk) {
  for (const note of [false, true]) if (waiting.has(placeOf(pk, note))) save(placeOf(pk, note));
  await saving;
}

const saveAll = (how) => [...waiting.keys()].forEach((place) => save(place, how));

/** It was sent or taken back: the server knows better now. The text of the other kind stays as it is. */
function settle(pk, note) {
  const place = placeOf(pk, note);
  dontSave(place);
  typed.delete(place);
  forget([pk]);
}

document.addEventListener("input", keep);
document.addEventListener("earful:how", keep);
document.addEventListener("htmx:beforeRequest", ({ detail: { elt } }) => {
  if (elt.matches(".composer")) dontSave(placeOf(pkOf(elt), isNote(elt)));
});
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  const form = refusedForm(detail), place = form && placeOf(pkOf(form), isNote(form));
  if (typed.has(place)) saveSoon(place);
});
document.addEventListener("earful:sent", ({ detail: { conversation, kind } }) => {
  const place = placeOf(conversation, kind === "note"), { path, how } = typed.get(place) ?? {};
  settle(conversation, kind === "note");
  // One that was on its way meanwhile may have come after the text.
  if (path) saving = saving.then(() => typed.has(place) || ask(path, { method: "POST", values: { text: "", how } })).catch((error) => console.info("draft", error.message));
});
document.addEventListener("earful:unsent", ({ detail: { conversation, kind } }) => {
  settle(conversation, kind === "note");
  wasNote.set(conversation, kind === "note");
});
addEventListener("pagehide", () => saveAll({ keepalive: true }));
document.addEventListener("visibilitychange", () => { if (document.hidden) saveAll(); });

// What happens after “send”: one can think again for some seconds, and perhaps goes on to the next conversation.
import { act } from "./acts.js";
import { address, ask, find, findAll } from "./dom.js";
import { flush, refusedForm } from "./drafts.js";
import { forget, show, shown } from "./pane.js";
import { current, go, move, rowOf } from "./rows.js";
import { say, showProblem } from "./saying.js";
import { join, remember } from "./undo.js";

// The conversations that are done with when their text is taken.
const last = new Set();
const composer = () => find("#conversation .composer");

/** Send what is typed. With `isLast` the conversation is resolved then, and the next one shown. */
export function send({ isLast = false } = {}) {
  const form = composer();
  if (!form.reportValidity()) return;
  last[isLast ? "add" : "delete"](Number(form.dataset.conversation));
  form.requestSubmit();
  if (isLast) current()?.focus({ preventScroll: true });
}

document.addEventListener("earful:sent", ({ detail: { conversation, kind, undo, seconds } }) => {
  if (kind === "note") remember(gettext("Note added"), () => dropNote(conversation, undo));
  else if (undo) remember(gettext("Sending…"), () => takeBack(conversation, undo), { until: Date.now() + seconds * 1000 });
  else remember("", null);
  if (last.delete(conversation)) goOn(conversation);
  else if (shown() === conversation) leaveBox();
});

// A text that a rule wrote and somebody approved: what they type meanwhile stays.
document.addEventListener("earful:approved", ({ detail: { conversation, undo, seconds } }) => {
  remember(gettext("Sending…"), seconds ? () => takeBack(conversation, undo) : null, { until: Date.now() + seconds * 1000 });
});

/** The keys are for the list again. */
function leaveBox() {
  if (document.activeElement?.closest(".composer")) (current() ?? find(".head h2")).focus({ preventScroll: true });
}

function goOn(pk) {
  const isDone = shown() === pk && find("#conversation .head").dataset.status === "resolved";
  if (isDone) return move(1);
  join(gettext("Sent and resolved"), () => act("resolve", gettext("Resolved"), { pks: [pk], goesOn: true }));
}

/** Take a text back before it goes out. It is a draft again, and where it was typed. */
async function takeBack(pk, path) {
  try {
    await flush(pk);
    const { why } = await (await ask(path, { method: "POST" })).json();
    forget([pk]);
    if (why) return showProblem(why);
    await showAgain(pk, "text", gettext("Not sent: it is a draft again."));
  } catch {
    showProblem(gettext("That could not be undone."));
  }
}

/** Take a note back that the team may have read. It too is a draft again. */
async function dropNote(pk, path) {
  try {
    await flush(pk);
    await ask(path, { method: "POST", values: { undo: 1 }, target: `thread-${pk}` });
    await showAgain(pk, "note", gettext("Deleted: the note is a draft again."));
  } catch {
    showProblem(gettext("That could not be undone."));
  }
}

async function showAgain(pk, kind, said) {
  document.dispatchEvent(new CustomEvent("earful:unsent", { detail: { conversation: pk, kind } }));
  say(said);
  await bringIntoSight(pk);
}

async function bringIntoSight(pk) {
  if (shown() === pk) await show(pk);
  else if (rowOf(pk)) go(rowOf(pk));
  else return location.assign(address(`conversations/${pk}/`));
}

// What did not go out though one has gone on: it is kept, and that is said.
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  const form = refusedForm(detail), pk = Number(form?.dataset.conversation);
  if (!form) return;
  last.delete(pk);
  // After what is said of every failure: here it is known of what.
  if (shown() !== pk) setTimeout(() => showProblem(gettext("Your last text was not sent. It is kept as a draft.")));
});

document.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-unsend]");
  if (!form) return;
  event.preventDefault();
  takeBack(Number(form.dataset.conversation), form.getAttribute("action"));
});

// How long there is to think again, told in each text that waits.

const ends = new WeakMap();
let ticking = 0;

function tick() {
  const forms = findAll("[data-unsend]");
  for (const form of forms) {
    if (!ends.has(form)) ends.set(form, Date.now() + form.dataset.seconds * 1000);
    const left = Math.ceil((ends.get(form) - Date.now()) / 1000);
    find("[data-left]", form).textContent = left > 0 ? interpolate(gettext("Sending in %s s"), [left]) : gettext("Sending…");
    if (left <= 0) find("button", form)?.remove();
  }
  if (forms.length && !ticking) ticking = setInterval(tick, 500);
  else if (!forms.length) ticking = clearInterval(ticking) ?? 0;
}

for (const name of ["htmx:afterSettle", "earful:shown"]) document.addEventListener(name, tick);
tick();

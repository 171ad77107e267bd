// Acts on the comment that is aimed at: each presses the button that the thread has for it, if it has one.
import { act, counted, target, undoBy, whyNotAlone, whyNotHere, whyNotOne } from "./acts.js";
import { aimed, isInSight, isSeen, messageOf, pkOf } from "./aim.js";
import { chosen, messagesOf } from "./choosing.js";
import { ask, find } from "./dom.js";
import { forget, putThread, show, shown } from "./pane.js";
import { say, showProblem } from "./saying.js";
import { widened } from "./sweeping.js";
import { remember } from "./undo.js";

const SAID = {
  hide: gettext("Hidden for the public."),
  unhide: gettext("Shown again"),
  remove: gettext("Hidden now, and deleted in 30 minutes."),
  like: gettext("Liked"),
};
const DOING = { hide: gettext("Hiding…"), unhide: gettext("Showing again…"), remove: gettext("Hiding…"), like: gettext("Liking…") };

const noComment = () => gettext("There is no comment to do that with.");
const actsOf = (message) => message && find(".acts", message);
const formOf = (name, message = aimed()) => message && find(`form[data-act="${name}"]`, message);
const reasonOf = (name) => actsOf(aimed())?.getAttribute(`data-no-${name}`);

function whyNot(name) {
  return whyNotAlone() || (formOf(name) ? "" : reasonOf(name) || noComment());
}

export const whyNotHide = () => (chosen().length ? whyNotHere() : whyNot("hide"));
export const whyNotRemove = () => whyNot("remove");
export const whyNotLike = () => whyNot("like");
export const whyNotSpam = () => whyNotHere() || (chosen().length || aimed() ? "" : noComment());
export const whyNotBlock = () => whyNotAlone() || (aimed() ? reasonOf("block") || "" : noComment());

export function whyNotApprove() {
  const why = whyNotAlone();
  if (why || approval() || !whyNot("unhide")) return why;
  return gettext("It is not hidden or held, and no suggestion waits.");
}

/** The button of a suggestion that waits for a person: that of the comment aimed at, else another one's here. */
function approval() {
  const message = target() && aimed();
  return (message && find("[data-approve]", message)) || (target() && find("#conversation .message [data-approve]"));
}

/** Whether what would go out can be read. If not, it is opened and brought into sight instead. */
function isReadable(button) {
  const isShown = button.checkVisibility();
  for (let fold; (fold = button.closest("details:not([open])"));) fold.open = true;
  return isSeen(find("textarea", button.form) ?? button, Infinity) && isShown;
}

export function hide() {
  const pks = chosen();
  if (pks.length) onChosen("hide", pks, ngettext("Hidden for the public.", "%s hidden for the public.", pks.length));
  else moderate(formOf("hide"));
}

export const remove = () => moderate(formOf("remove"));
export const like = () => moderate(formOf("like"));

export function approve() {
  const form = formOf("unhide"), button = approval();
  if (form) moderate(form);
  else if (isReadable(button)) button.click();
  else say(gettext("Look at the suggestion first, then press the key again."));
}

/** The selection, or the comment that is aimed at: hidden where that is possible, labelled, resolved. */
export function markSpam() {
  const pks = chosen();
  if (pks.length) onChosen("spam", pks, ngettext("Marked as spam", "%s marked as spam", pks.length));
  else onMessage("spam", aimed());
}

/** An act on what is chosen is about the messages that the rows show, not about what came since. */
function onChosen(name, pks, text) {
  const wide = widened(pks), values = wide ? [] : messagesOf(pks).map((pk) => ["messages", pk]);
  act(name, counted(text, pks.length), { pks, wide, values, goesOn: name === "spam" });
}

export const block = () => onMessage(actsOf(aimed())?.dataset.blocked === "yes" ? "unblock" : "block", aimed());

const ON_MESSAGE = {
  spam: gettext("Marked as spam"),
  block: gettext("Author blocked"),
  unblock: gettext("Author unblocked here. Where the platform blocks as well, lift it there."),
};

function onMessage(name, message) {
  if (message && !isInSight(message)) return say(gettext("Look at the comment first, then press the key again."));
  const values = message ? [["messages", pkOf(message)]] : [];
  return act(name, ON_MESSAGE[name], { pks: [target()], values, goesOn: name === "spam" });
}

/** Send the form of an act, and put the fresh thread in the place of the old one. */
async function moderate(form) {
  const message = form.closest(".message"), pk = target(), name = form.dataset.act;
  if (!isInSight(message)) return say(gettext("Look at the comment first, then press the key again."));
  const note = name === "hide" || name === "remove" ? actsOf(message).dataset.hiddenNote ?? "" : "";
  if (name !== "like") find(".bubble", message)?.classList.toggle("faded", name !== "unhide");
  form.replaceWith(Object.assign(document.createElement("span"), { className: "state", textContent: DOING[name] }));
  forget([pk]);
  const acting = ask(form.getAttribute("action"), { method: "POST", target: `thread-${pk}`, keepalive: true });
  const noteOf = () => acting.then((answer) => answer.headers.get("Earful-Undo"));
  const letGo = remember(`${SAID[name]} ${note}`.trim(), () => undoBy(noteOf), { note: noteOf() });
  try {
    const answer = await acting;
    if (!answer.ok) letGo();
    putThread(pk, await answer.text());
    if (!answer.ok) showProblem(refusalIn(messageOf(pkOf(message))) || gettext("That could not be done. It is as it was."));
  } catch {
    letGo();
    if (shown() === pk) show(pk);
    showProblem(gettext("That could not be done. It is as it was."));
  }
  forget([pk]);
}

const refusalIn = (message) => message && find(".problem", message)?.textContent;

// The buttons of a message do what the keys do, with that message. Without scripts the forms go to the server.

document.addEventListener("submit", (event) => {
  if (!event.target.matches?.(".acts form[data-act]")) return;
  event.preventDefault();
  const reason = whyNotOne();
  if (reason) say(reason);
  else moderate(event.target);
}, { capture: true });

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-on-message]");
  if (!button) return;
  const reason = whyNotOne();
  if (reason) say(reason);
  else onMessage(button.dataset.onMessage, button.closest(".message"));
});

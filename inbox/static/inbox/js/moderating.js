// Acts on the comment that is aimed at: each presses the button that the thread has for it, if it has one.
import { act, counted, target, undoBy, whyNotHere, whyNotOne } from "./acts.js";
import { aimed, isInSight, messageOf, pkOf } from "./aim.js";
import { chosen } from "./choosing.js";
import { ask, find } from "./dom.js";
import { forget, putThread, show, shown } from "./pane.js";
import { say, showProblem } from "./saying.js";
import { remember } from "./undo.js";

const SAID = {
  hide: gettext("Hidden for the public."),
  unhide: gettext("Shown again"),
  remove: gettext("Hidden now, and deleted in 30 minutes."),
  like: gettext("Liked"),
};
const DOING = { hide: gettext("Hiding…"), unhide: gettext("Showing again…"), remove: gettext("Hiding…"), like: gettext("Liking…") };

const actsOf = (message) => message && find(".acts", message);
const formOf = (name, message = aimed()) => message && find(`form[data-act="${name}"]`, message);
const reasonOf = (name) => actsOf(aimed())?.getAttribute(`data-no-${name}`);

function whyNot(name) {
  return whyNotOne() || (formOf(name) ? "" : reasonOf(name) || gettext("There is no comment to do that with."));
}

export const whyNotHide = () => (chosen().length ? whyNotHere() : whyNot("hide"));
export const whyNotRemove = () => whyNot("remove");
export const whyNotLike = () => whyNot("like");
export const whyNotSpam = () => whyNotHere();
export const whyNotBlock = () => whyNotOne() || (aimed() ? reasonOf("block") || "" : gettext("There is no comment to do that with."));

export function whyNotApprove() {
  if (approval() || !whyNot("unhide")) return "";
  return whyNotOne() || gettext("It is not hidden or held, and no suggestion waits.");
}

/** The button of a suggestion that waits for a person in this conversation. */
const approval = () => target() && find("#conversation .message [data-approve]");

export function hide() {
  const pks = chosen();
  if (pks.length) act("hide", counted(ngettext("Hidden for the public.", "%s hidden for the public.", pks.length), pks.length), { pks });
  else moderate(formOf("hide"));
}

export const remove = () => moderate(formOf("remove"));
export const like = () => moderate(formOf("like"));

export function approve() {
  const form = formOf("unhide"), button = approval();
  if (form) moderate(form);
  else if (isInSight(button.closest(".message"))) button.click();
}

/** The selection, or the comment that is aimed at: hidden where that is possible, labelled, resolved. */
export function markSpam() {
  const pks = chosen();
  if (pks.length) act("spam", counted(ngettext("Marked as spam", "%s marked as spam", pks.length), pks.length), { pks, goesOn: true });
  else onMessage("spam", aimed());
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
  const acting = ask(form.getAttribute("action"), { method: "POST", target: `thread-${pk}` });
  const letGo = remember(`${SAID[name]} ${note}`.trim(), () => undoBy(async () => (await acting).headers.get("Earful-Undo")));
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

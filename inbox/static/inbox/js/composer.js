// The composer: which way of answering, how long the text is, and the keys that send it.
import { find, findAll } from "./dom.js";
import { howOf, isNote, textOf } from "./drafts.js";
import { send } from "./sending.js";

export const composer = () => find("#conversation .composer");
const size = (text, unit) => unit === "bytes" ? new TextEncoder().encode(text).length : [...text].length;
const tabs = (form) => findAll(".hows a", form);
export const tabOf = (how) => composer() && tabs(composer()).find((tab) => tab.dataset.how === how);

/** Why one cannot answer in this way here; nothing when one can. */
export function whyNot(how) {
  const form = composer();
  if (!form) return gettext("Nothing can be answered here.");
  const key = `why${how[0].toUpperCase()}${how.slice(1)}`;
  return tabOf(how) ? "" : form.dataset[key] || gettext("There is no such answer here.");
}

/** Answer in this way, at once; the focus goes to the text. */
export function answerBy(how) {
  const form = composer();
  choose(form, tabOf(how));
  find("textarea", form).focus();
}

/** What is unsent is there again when one comes back, and when a text of the other kind was taken. */
function takeUp() {
  const form = composer();
  if (!form) return;
  find("textarea", form).value = textOf(form, isNote(form));
  const tab = tabOf(howOf(form));
  if (tab && form.dataset.how !== tab.dataset.how) choose(form, tab);
  else dress(form);
}

/** What is typed for the team never stands in the box that people read, nor the other way round. */
function choose(form, tab) {
  const note = tab.dataset.how === "note";
  if (note !== isNote(form)) find("textarea", form).value = textOf(form, note);
  for (const each of tabs(form)) each.removeAttribute("aria-current");
  tab.setAttribute("aria-current", "true");
  dress(form);
  form.dispatchEvent(new CustomEvent("earful:how", { bubbles: true }));
}

/** Make the form fit the way that is chosen. */
function dress(form) {
  const { how, action, hint, state, refusal } = find(".hows a[aria-current]", form).dataset, isNote = how === "note";
  form.dataset.how = how;
  form.setAttribute("action", action);
  find("textarea", form).placeholder = isNote ? form.dataset.noteHere : form.dataset.replyHere;
  find("span[data-hint]", form).textContent = hint;
  find("b[data-state]", form).textContent = state;
  for (const part of findAll("[data-to], [data-open-replies]", form)) part.hidden = isNote;
  const line = find("[data-refused]", form), isSaid = find("[role=alert]", form)?.textContent === refusal;
  Object.assign(line, { textContent: refusal, hidden: !refusal || isSaid });
  const button = find("[data-send]", form);
  button.disabled = Boolean(refusal);
  find("span", button).textContent = isNote ? gettext("Add the note") : gettext("Send");
  countCharacters(form);
}

function countCharacters(form) {
  const counter = find("[data-counter]", form), { limit, unit } = find(".hows a[aria-current]", form).dataset;
  counter.hidden = !limit;
  const used = size(find("textarea", form).value.trim(), unit);
  counter.textContent = `${used} / ${limit}`;
  counter.dataset.unit = unit === "bytes" ? gettext("bytes") : gettext("characters");
  counter.classList.toggle("over", used > Number(limit));
}

const dressShown = () => { if (composer()) dress(composer()); };

document.addEventListener("input", (event) => {
  const form = event.target.closest(".composer");
  if (form) countCharacters(form);
});
document.addEventListener("click", (event) => {
  const tab = event.target.closest?.(".composer .hows a");
  if (!tab || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  answerBy(tab.dataset.how);
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.defaultPrevented) return;
  if (event.target.matches(".composer textarea")) send({ isLast: event.shiftKey });
  else if (event.target.matches("textarea")) event.target.form.requestSubmit();
});
// What the form was made for, and what it is for now, may differ. Who aims at another message answers in the same way.
document.addEventListener("htmx:configRequest", ({ detail }) => {
  if (detail.elt.matches(".composer")) detail.path = detail.elt.getAttribute("action");
  if (detail.elt.matches("[data-answer]") && composer()) detail.parameters.how = composer().dataset.how;
});
document.addEventListener("htmx:afterSettle", dressShown);
document.addEventListener("earful:sent", ({ detail }) => { if (detail.conversation === Number(composer()?.dataset.conversation)) takeUp(); });
document.addEventListener("earful:shown", takeUp);

// Who chose another way while a form was under way keeps it, and with it the text that they type now.
let chosenBefore = "";
document.addEventListener("htmx:beforeSwap", () => { chosenBefore = composer()?.dataset.how; });
document.addEventListener("htmx:afterSwap", ({ target, detail: { requestConfig, xhr } }) => {
  const isToAnswer = requestConfig && (requestConfig.verb === "get" || xhr.status === 422);
  if (!isToAnswer || !target.matches(".composer") || target.dataset.how === chosenBefore) return;
  if (tabOf(chosenBefore)) choose(target, tabOf(chosenBefore));
});

// What was typed before the scripts were there.
function keepEarly(form) {
  const box = find("textarea", form);
  if (box.value !== textOf(form, isNote(form))) box.dispatchEvent(new Event("input", { bubbles: true }));
}

if (composer()) keepEarly(composer());
dressShown();

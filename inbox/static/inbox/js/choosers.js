// What an act needs to know first: until when, to whom, which label. Each is asked for in the same dialog.
import { act, counted, subjects } from "./acts.js";
import { chosen, howMany } from "./choosing.js";
import { address, ask, find, findAll } from "./dom.js";
import { pickerOf, plain, search } from "./picker.js";
import { showFailure } from "./saying.js";
import { widened } from "./sweeping.js";

const KEPT = 60000, LONGEST_LABEL = 60;
const dialog = find("#picker");
const open = pickerOf(dialog);
let choices = null, askedAt = 0;

/** Colleagues and labels, asked for when they are first wanted and kept for a minute. */
function fetchChoices() {
  if (choices && Date.now() - askedAt < KEPT) return choices;
  askedAt = Date.now();
  choices = ask(address("inbox/choices/")).then((answer) => answer.json());
  choices.catch(() => { choices = null; });
  return choices;
}

/**
 * Ask, with a title that says what it is about: the conversation in sight by its name, or how many. `choose` has
 * them as they were then: the list may be fresh, and less be chosen in it, when the answer comes.
 */
function pick(title, label, offersFor, choose) {
  const pks = subjects(), about = { pks, wide: widened(pks) };
  const name = chosen().length ? counted(ngettext("%s conversation", "%s conversations", howMany()), howMany()) : find("#conversation .head h2")?.textContent ?? "";
  find("#picker-title").textContent = title;
  find("#picker-about").textContent = name;
  find("#picker-box").setAttribute("aria-label", label);
  find("#picker-box").placeholder = label;
  const safely = async (text) => {
    try {
      return await offersFor(text);
    } catch {
      showFailure();
      return { found: [] };
    }
  };
  open({ offersFor: safely, choose: (offer) => choose(offer, about) });
}

export function askSnooze() {
  const said = (number, moment) => interpolate(ngettext("Snoozed until %(moment)s", "%(number)s snoozed until %(moment)s", number), { number, moment }, true);
  pick(
    gettext("Snooze"),
    gettext("Until when? “tomorrow 9”, “in 2 hours”, “friday 14:30”"),
    async (text) => {
      const answer = await ask(address(`inbox/moments/?${new URLSearchParams({ text })}`));
      const { offers, problem } = await answer.json();
      return { found: offers, problem };
    },
    ({ value, label, about }, chosenThen) => act("snooze", said(chosenThen.pks.length, about || label), { ...chosenThen, values: [["until", value]], goesOn: true }),
  );
}

export function askAssignee() {
  const nobody = { value: "", label: gettext("Nobody"), about: gettext("Back to unassigned") };
  pick(
    gettext("Assign"),
    gettext("To whom?"),
    async (text) => ({ found: search([...(await fetchChoices()).people, nobody], text) }),
    ({ value, label }, about) => assign(about, value, label),
  );
}

function assign(about, value, name) {
  const text = value ? interpolate(gettext("Assigned to %s"), [name]) : gettext("Assigned to nobody");
  act("assign", text, { ...about, values: [["assignee", value]] });
}

export const assignToMe = () => act("assign", gettext("Assigned to you"), { values: [["assignee", "me"]] });

export function askLabel() {
  const on = chosen().length ? [] : findAll("#conversation .head .mark.label").map((mark) => mark.textContent);
  pick(
    gettext("Label"),
    gettext("Which label? A new one is made by its name"),
    async (text) => ({ found: labelsFor(text, (await fetchChoices()).labels, on) }),
    ({ label, value }, about) => {
      if (value === "unlabel") return act("unlabel", interpolate(gettext("Label “%s” taken off"), [label]), { ...about, values: [["label", label]] });
      if (value === "new") choices = null;
      return act("label", interpolate(gettext("Labelled “%s”"), [label]), { ...about, values: [["label", label]] });
    },
  );
}

/** The labels that fit what was typed, and a new one when there is none of that name. */
function labelsFor(text, names, on) {
  const name = text.trim().replace(/\s+/g, " ").slice(0, LONGEST_LABEL);
  const known = names.map((label) => (on.includes(label) ? { label, value: "unlabel", about: gettext("Take it off") } : { label, value: "label" }));
  const found = search(known, text);
  const isNew = name && !names.some((each) => plain(each) === plain(name));
  return isNew ? [...found, { label: name, value: "new", about: gettext("New label") }] : found;
}

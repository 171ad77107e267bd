// What is done with the conversation or comment in sight, beside answering.
import { act, counted, subjects, target, whyNotHere } from "./acts.js";
import { aimed } from "./aim.js";
import { askAssignee, askLabel, askSnooze, assignToMe } from "./choosers.js";
import { find } from "./dom.js";
import * as moderating from "./moderating.js";

const TRIAGE = gettext("Triage");
const linkOf = (selector) => target() && find(selector, aimed() ?? document.createElement("i"));
const whyNoOriginal = () => (linkOf("[data-original]") ? "" : gettext("The platform gave no address for it."));
const whyNoRule = () => (linkOf("[data-rule]") ? "" : gettext("Rules are started by admins and owners, from a text."));

function setPending() {
  const pks = subjects();
  act("pending", counted(ngettext("Set to pending", "%s set to pending", pks.length), pks.length), { pks });
}

/** Lines for the table of commands. */
export const ACTING = [
  { group: TRIAGE, label: gettext("Snooze until…"), keys: ["s"], why: whyNotHere, run: askSnooze },
  { group: TRIAGE, label: gettext("Assign to…"), keys: ["u"], why: whyNotHere, run: askAssignee },
  { group: TRIAGE, label: gettext("Assign to me"), keys: ["i"], why: whyNotHere, run: assignToMe },
  { group: TRIAGE, label: gettext("Label…"), keys: ["l"], why: whyNotHere, run: askLabel },
  { group: TRIAGE, label: gettext("Mark as spam: hide, label and resolve"), keys: ["!"], why: moderating.whyNotSpam, run: moderating.markSpam },
  { group: TRIAGE, label: gettext("Delete the comment, in 30 minutes"), keys: ["d"], why: moderating.whyNotRemove, run: moderating.remove },
  { group: TRIAGE, label: gettext("Block or unblock the author"), keys: ["b"], why: moderating.whyNotBlock, run: moderating.block },
  { group: TRIAGE, label: gettext("Like the comment"), keys: ["y"], why: moderating.whyNotLike, run: moderating.like },
  { group: TRIAGE, label: gettext("Set to pending"), keys: ["P"], why: whyNotHere, run: setPending },
  { group: TRIAGE, label: gettext("Open the original on the platform"), keys: ["O"], why: whyNoOriginal, run: () => linkOf("[data-original]").click() },
  { group: TRIAGE, label: gettext("Start a rule from here"), keys: ["R"], why: whyNoRule, run: () => linkOf("[data-rule]").click() },
];

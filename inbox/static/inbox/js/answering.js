// How one answers: reply, private reply, note, saved replies, send.
import { answerBy, composer, tabOf, whyNot } from "./composer.js";
import "./drafts.js";
import "./mentions.js";
import { openReplies, whyNotReplies } from "./replies.js";
import { whyNotAct } from "./role.js";
import { send } from "./sending.js";

const ANSWER = gettext("Answer");
const reply = () => (tabOf("direct") ? "direct" : "public");
const why = (reason) => () => whyNotAct() || reason();
const notAnswering = () => (composer() ? "" : gettext("Nothing can be answered here."));

/** Lines for the table of commands. */
export const ANSWERING = [
  { group: ANSWER, label: gettext("Reply"), keys: ["r"], why: why(() => whyNot(reply())), run: () => answerBy(reply()) },
  { group: ANSWER, label: gettext("Reply privately"), keys: ["p"], why: why(() => whyNot("private")), run: () => answerBy("private") },
  { group: ANSWER, label: gettext("Note for the team"), keys: ["n"], why: why(() => whyNot("note")), run: () => answerBy("note") },
  { group: ANSWER, label: gettext("Choose a saved reply"), keys: ["r /"], why: why(whyNotReplies), run: openReplies },
  { group: ANSWER, label: gettext("Send"), keys: ["Ctrl+Enter"], why: why(notAnswering), run: () => send() },
  { group: ANSWER, label: gettext("Send, resolve, and on to the next"), keys: ["Ctrl+Shift+Enter"], why: why(notAnswering), run: () => send({ isLast: true }) },
];

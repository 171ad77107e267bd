// The one table of what can be done from here: it makes the keys, the palette and the help.
//
// keys     what is pressed: one key, "g i" for two in a row, or a combination with Ctrl (on a Mac, Command)
// why      says why it cannot be done now; nothing when it can
// repeats  whether holding the key down goes on
import { ACTING } from "./acting.js";
import * as acts from "./acts.js";
import { aim } from "./aim.js";
import { ANSWERING } from "./answering.js";
import { chooseAll, chooseNone, chosen, extend, toggle } from "./choosing.js";
import { find } from "./dom.js";
import { openFilters } from "./filters.js";
import { openHelp } from "./help.js";
import { approve, hide, whyNotApprove, whyNotHide } from "./moderating.js";
import { openPalette } from "./palette.js";
import { shown } from "./pane.js";
import { SEEING } from "./seeing.js";
import { SWEEPING } from "./sweeping.js";
import { undo, whyNotUndo } from "./undo.js";
import { current, go, leave, move, rows, takeNews } from "./rows.js";
import { ways } from "./ways.js";

const TRIAGE = gettext("Triage"), SELECT = gettext("Select");
const OTHER = gettext("Other");
const notOpen = () => (shown() ? "" : gettext("No conversation is open."));

const TABLE = [
  { group: TRIAGE, label: gettext("Next conversation"), keys: ["j", "ArrowDown"], repeats: true, run: () => move(1) },
  { group: TRIAGE, label: gettext("Previous conversation"), keys: ["k", "ArrowUp"], repeats: true, run: () => move(-1) },
  { group: TRIAGE, label: gettext("Open and read"), keys: ["o"], run: read },
  { group: TRIAGE, label: gettext("Resolve, and on to the next"), keys: ["e"], why: acts.whyNotResolve, run: acts.resolve },
  { group: TRIAGE, label: gettext("Reopen"), keys: ["E"], why: acts.whyNotReopen, run: acts.reopen },
  { group: TRIAGE, label: gettext("Hide the comment"), keys: ["h"], why: whyNotHide, run: hide },
  { group: TRIAGE, label: gettext("Approve: show it again, or send the suggestion"), keys: ["a"], why: whyNotApprove, run: approve },
  { group: TRIAGE, label: gettext("Earlier comment of this conversation"), keys: ["["], why: notOpen, run: () => aim(-1) },
  { group: TRIAGE, label: gettext("Later comment of this conversation"), keys: ["]"], why: notOpen, run: () => aim(1) },
  { group: TRIAGE, label: gettext("Undo"), keys: ["z", "Ctrl+z"], why: whyNotUndo, run: undo },
  ...ANSWERING,
  ...ACTING,
  { group: SELECT, label: gettext("Select the conversation"), keys: ["x"], run: toggle },
  { group: SELECT, label: gettext("Extend the selection down"), keys: ["J"], repeats: true, run: () => extend(1) },
  { group: SELECT, label: gettext("Extend the selection up"), keys: ["K"], repeats: true, run: () => extend(-1) },
  { group: SELECT, label: gettext("Select all that are loaded"), keys: ["* a", "Ctrl+a"], run: chooseAll },
  { group: SELECT, label: gettext("Clear the selection, or go back to the list"), keys: ["Escape"], run: back },
  ...SWEEPING,
  ...SEEING,
  { group: OTHER, label: gettext("Search"), keys: ["/"], run: () => find("#search").select() },
  { group: OTHER, label: gettext("Filter the list, or keep it as a view"), keys: ["f"], run: openFilters },
  { group: OTHER, label: gettext("Show new conversations"), keys: ["."], run: takeNews },
  { group: OTHER, label: gettext("Command palette"), keys: ["Ctrl+k"], isHidden: true, run: () => openPalette(commands()) },
  { group: OTHER, label: gettext("Keyboard shortcuts"), keys: ["?"], run: () => openHelp(commands()) },
];

/** All commands: those of the table, and a way to every page that the page itself links to. */
export const commands = () => [...TABLE, ...ways()];

function read() {
  const row = current() ?? rows()[0];
  if (row) go(row, { isRead: true });
}

/** One step back: out of the box, out of the selection, out of the conversation, to the list. */
function back() {
  const box = document.activeElement;
  if (box.matches("textarea, input:not([type=checkbox]), select")) return (current() ?? find(".head h2"))?.focus();
  if (chosen().length) return chooseNone();
  if (!find("#list").offsetParent || box.closest("#rows") || !current()) return leave();
  current().focus();
}

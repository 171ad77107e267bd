// What else can be looked at: the person, the decision, abusive texts.
import { aimed } from "./aim.js";
import { find, findAll, paced } from "./dom.js";
import { shown } from "./pane.js";

const SEE = gettext("See");
// Fetched when a conversation stays in sight: who goes through the list by keys asks for none of it.
const PAUSE = 200;
const isBeside = matchMedia("(width >= 1280px)");
let timer = 0;

const whyNotSee = () => (shown() ? "" : gettext("No conversation is open."));
const veils = () => findAll("#conversation .veil");
const context = () => find("#context");

/** Lines for the table of commands. */
export const SEEING = [
  { group: SEE, label: gettext("The person and what they wrote before"), keys: ["c"], why: whyNotSee, run: seeContext },
  { group: SEE, label: gettext("Why: what was decided about this message"), keys: ["w"], why: whyNoDecision, run: seeWhy },
  { group: SEE, label: gettext("Show or cover the abusive texts of this conversation"), keys: ["v"], why: whyNotUnveil, run: unveil },
];

function whyNoDecision() {
  if (whyNotSee()) return whyNotSee();
  return aimed() ? "" : gettext("Nobody else has written here.");
}

function whyNotUnveil() {
  return whyNotSee() || (veils().length ? "" : gettext("No text is covered here."));
}

function unveil() {
  const isOpen = veils().every((veil) => veil.open);
  veils().forEach((veil) => { veil.open = !isOpen; });
}

/** Open what was decided about the message that is aimed at; a second time closes it. */
function seeWhy() {
  if (context().matches(":popover-open")) context().hidePopover();
  const details = find(".decided", aimed()), isRead = details.open && details.contains(document.activeElement);
  details.open = !isRead;
  if (isRead) return document.activeElement.blur();
  const look = () => details.scrollIntoView({ block: "nearest" });
  details.addEventListener("htmx:afterSettle", look, { once: true });
  find("summary", details).focus({ preventScroll: true });
  look();
}

/** Beside the conversation it is there already, and gets the focus; on smaller screens it opens. */
function seeContext() {
  load();
  if (isBeside.matches) find("h3", context()).focus();
  else context().togglePopover();
}

function load() {
  const body = find("#context-body");
  if (!body || body.dataset.asked) return;
  body.dataset.asked = "yes";
  htmx.trigger(body, "show");
}

function loadSoon() {
  clearTimeout(timer);
  if (isBeside.matches) timer = setTimeout(load, PAUSE);
}

const refreshSoon = paced(() => { if (find("#context-body")?.dataset.asked) htmx.trigger("#context-body", "refresh"); }, 3000);

document.addEventListener("earful:live", ({ detail }) => {
  if (!detail.job && (detail.more || detail.conversations.includes(shown()))) refreshSoon();
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !context()?.matches(":popover-open")) return;
  // Closes this, and goes no step back.
  event.preventDefault();
  context().hidePopover();
});
document.addEventListener("earful:shown", loadSoon);
isBeside.addEventListener("change", loadSoon);
loadSoon();

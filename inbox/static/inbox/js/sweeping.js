// What is done with many at once: all that match, all that are similar. The server does it piece by piece;
// here one sees how far it is.
import { aimed, pkOf } from "./aim.js";
import { chooseNone, chooseWhole, chosen, isGroup, isWhole, whatIsWhole } from "./choosing.js";
import { address, ask, find, findAll } from "./dom.js";
import { tellAll } from "./live.js";
import { forget, shown } from "./pane.js";
import { whyNotAct } from "./role.js";
import { say, showFailure, showProblem } from "./saying.js";
import { remember } from "./undo.js";

const LOOK = 700, KEPT = "earful-run";
const bar = find("#run");
let watched = "", timer = 0;

/**
 * What is chosen, when an act on these is about more than the rows that are loaded, or of a group about its
 * messages; else null. Ask before a dialog opens: the list may be fresh when it closes.
 */
export function widened(pks, values = []) {
  if (!isWhole() && !isGroup()) return null;
  const isAboutThem = !values.some(([name]) => name === "messages") && chosen().length > 0 && `${pks}` === `${chosen()}`;
  return isAboutThem ? selection() : null;
}

/** What is chosen now, as the server is told of it. */
const selection = () => (isWhole() ? { all: whatIsWhole(), ids: [] } : { all: null, ids: chosen() });

/** Have an act done on all that was chosen. Much that the public sees is asked for first. */
export async function sweep(verb, values, { all, ids }) {
  try {
    const which = all ? [["whole", "yes"], ["seen_at", (await all).seenAt]] : ids.map((pk) => ["ids", pk]);
    await begin([["act", verb], ["query", find("#rows").dataset.query], ["values", JSON.stringify(values)], ...which]);
  } catch {
    showFailure();
  }
}

async function begin(wish) {
  const answer = await ask(address("bulk/"), { method: "POST", values: wish });
  const told = await answer.json();
  if (told.question) {
    if (await isMeant(told.question)) await begin([...wish, ["confirmed", "yes"]]);
  } else if (told.detail) showProblem(told.detail);
  else follow(told);
}

/** Ask in a dialog; Enter says yes. */
function isMeant(question) {
  find("#many").replaceChildren(find("#many-question").content.cloneNode(true));
  find("#many-text").textContent = question;
  return answered();
}

function answered() {
  const dialog = find("#many");
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true }));
}

// A run that was begun here: how far it is, until it is over.

function follow(told) {
  chooseNone();
  showProblem("");
  forget(null);
  watch(told, told.isUndo ? () => {} : remember("", () => takeBack(told)));
}

/** `letGo` forgets how the run is taken back: when it is over, it is the last thing that was done. */
function watch(told, letGo) {
  watched = told.address;
  sessionStorage.setItem(KEPT, watched);
  showProgress(told);
  clearTimeout(timer);
  if (told.isOver) return finish(told, letGo);
  timer = setTimeout(() => look(told.address, letGo), LOOK);
}

async function look(place, letGo) {
  try {
    const told = await (await ask(place)).json();
    if (watched === place) watch(told, letGo);
  } catch (error) {
    // It goes on without us; the next look may find it.
    if (error.message === "404") sessionStorage.removeItem(KEPT);
    else if (watched === place) timer = setTimeout(() => look(place, letGo), 5 * LOOK);
  }
}

function showProgress({ title, done, total, address: place, isOver, text }) {
  bar.hidden = false;
  find("#run-text").textContent = isOver ? text : interpolate(gettext("%s of %s"), [done, total]);
  find("#run-title").textContent = isOver ? "" : title;
  Object.assign(find("#run-progress"), { max: total || 1, value: done, hidden: isOver });
  find("#run-stop").hidden = isOver;
  find("#run-page").href = place;
}

function finish(told, letGo) {
  watched = "";
  sessionStorage.removeItem(KEPT);
  bar.hidden = !told.refused;
  letGo();
  if (told.isUndo || !told.canUndo) say(told.text);
  else remember(told.text, () => takeBack(told));
  forget(null);
  tellAll();
}

async function takeBack(told) {
  try {
    const answer = await ask(`${told.address}undo/`, { method: "POST" });
    const undo = await answer.json();
    if (undo.detail) showProblem(undo.detail);
    else follow(undo);
  } catch {
    showProblem(gettext("That could not be undone."));
  }
}

async function stop() {
  try {
    await ask(`${watched}cancel/`, { method: "POST" });
  } catch {
    showFailure();
  }
}

find("#run-stop")?.addEventListener("click", stop);
find("#run-close").addEventListener("click", () => { bar.hidden = true; });
// The messages that say nearly the same as the one that is aimed at, all of them chosen.

const similar = () => aimed() && pkOf(aimed());
const whyNotSimilar = () => (shown() && similar() ? "" : gettext("No conversation is open."));
const showSimilar = () => location.assign(address(`inbox/?view=all&similar=${similar()}`));
const whyNotWhole = () => whyNotAct() || (find("#rows .row") ? "" : gettext("No conversations here."));

const whyNotShare = () => whyNotAct() || (chosen().length ? "" : gettext("Select conversations first."));
async function share() {
  const which = selection();
  try {
    const answer = await ask(address("bulk/members/"));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    find("#many").replaceChildren(...page.body.childNodes);
  } catch {
    return showFailure();
  }
  const isWanted = await answered();
  const members = findAll("#many [name=members]:checked").map((box) => Number(box.value));
  if (isWanted && members.length) sweep("share_out", { members }, which);
}

const SELECT = gettext("Select");
/** Lines for the table of commands. */
export const SWEEPING = [
  { group: SELECT, label: gettext("Select all that match, loaded or not"), keys: ["* m"], why: whyNotWhole, run: chooseWhole },
  { group: SELECT, label: gettext("Similar: all messages that say nearly the same"), keys: ["S"], why: whyNotSimilar, run: showSimilar },
  { group: SELECT, label: gettext("Share the selection out over colleagues"), keys: ["* s"], why: whyNotShare, run: share },
];

if (isGroup() && find("#rows .row") && !whyNotAct()) chooseWhole();
const unfinished = sessionStorage.getItem(KEPT);
if (unfinished?.startsWith(address(""))) look(watched = unfinished, () => {});

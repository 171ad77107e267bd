// From keys to commands. Single keys are off where one types, in dialogs, and for who switched them off.
import { find } from "./dom.js";
import { press } from "./press.js";

const SEQUENCE = 1500;
const ALWAYS = new Set(["Escape", "Ctrl+k"]);
let first = "", timer = 0;

const areOn = () => document.body.dataset.keys === "on";
const types = (element) => element.matches("textarea, select, input:not([type=checkbox])") || element.isContentEditable;

function nameOf(event) {
  const hasControl = event.ctrlKey || event.metaKey;
  return hasControl ? `Ctrl+${event.key.length === 1 ? event.key.toLowerCase() : event.key}` : event.key;
}

/** Arrows move the list only where nothing else wants them: a thread scrolls by them. */
const isTheirs = (event) => event.key.startsWith("Arrow") && event.target !== document.body && !event.target.closest("#list");

function isFor(event, name) {
  if (event.defaultPrevented || event.isComposing || event.altKey || find("dialog[open]")) return false;
  if (ALWAYS.has(name)) return true;
  if (types(event.target) || isTheirs(event)) return false;
  return name.length > 1 && !first || areOn();
}

function begin(name) {
  first = name;
  clearTimeout(timer);
  timer = setTimeout(() => { first = ""; }, SEQUENCE);
}

/** Do what keys and buttons ask for; `commands()` gives the table as it is now. */
export function obey(commands) {
  document.addEventListener("keydown", (event) => followKey(event, commands));
  document.addEventListener("click", (event) => followButton(event, commands));
}

function followKey(event, commands) {
  const name = nameOf(event);
  if (["Shift", "Control", "Meta", "Alt"].includes(event.key) || !isFor(event, name)) return;
  const whole = first ? `${first} ${name}` : name, all = commands();
  first = "";
  const command = all.find(({ keys }) => keys.includes(whole));
  if (command && name !== "Ctrl+Enter") {
    event.preventDefault();
    if (!event.repeat || command.repeats) press(command);
  } else if (all.some(({ keys }) => keys.some((each) => each.startsWith(`${whole} `)))) {
    event.preventDefault();
    begin(name);
  }
}

function followButton(event, commands) {
  const name = event.target.closest?.("[data-press]")?.dataset.press;
  const command = name && commands().find(({ keys }) => keys.includes(name));
  if (!command) return;
  event.preventDefault();
  press(command);
}

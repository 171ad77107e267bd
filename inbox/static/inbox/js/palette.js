// The palette: every command by its name, what cannot be done now with the reason.
import { capsOf } from "./caps.js";
import { find } from "./dom.js";
import { press } from "./press.js";

const MOST = 50;
const dialog = find("#palette"), box = find("#palette-box"), list = find("#palette-list");
const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
let all = [], shown = [], at = 0;

/** Every word that was typed is in the name or its group; names that begin with the first word come first. */
function search(text) {
  const words = plain(text).split(/\s+/).filter(Boolean);
  const found = all.filter(({ label, group }) => words.every((word) => plain(`${label} ${group}`).includes(word)));
  const rank = ({ label }) => (plain(label).startsWith(words[0] ?? "") ? 0 : 1);
  return found.sort((one, other) => rank(one) - rank(other)).slice(0, MOST);
}

function optionOf(command, index) {
  const option = document.createElement("li"), name = document.createElement("span"), about = document.createElement("span");
  const why = command.why?.();
  Object.assign(option, { id: `option-${index}`, role: "option", className: "option" });
  option.setAttribute("aria-disabled", String(Boolean(why)));
  name.textContent = command.label;
  about.className = "about";
  about.textContent = why || command.group;
  option.append(name, about, ...command.keys.slice(0, 1).flatMap(capsOf));
  option.addEventListener("click", () => choose(command));
  return option;
}

function point(index) {
  at = Math.max(0, Math.min(index, shown.length - 1));
  [...list.children].forEach((option, place) => option.setAttribute("aria-selected", String(place === at)));
  list.children[at]?.scrollIntoView({ block: "nearest" });
  if (shown.length) box.setAttribute("aria-activedescendant", `option-${at}`);
  else box.removeAttribute("aria-activedescendant");
}

function draw() {
  shown = search(box.value);
  list.replaceChildren(...shown.map(optionOf));
  find("#palette-none").hidden = shown.length > 0;
  point(0);
}

function choose(command) {
  dialog.close();
  press(command);
}

export function openPalette(commands) {
  all = commands.filter(({ isHidden }) => !isHidden);
  box.value = "";
  dialog.showModal();
  draw();
}

box.addEventListener("input", draw);
box.addEventListener("keydown", (event) => {
  const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 };
  if (event.key in steps) {
    event.preventDefault();
    point(at + steps[event.key]);
  } else if (event.key === "Enter" && shown[at]) {
    event.preventDefault();
    choose(shown[at]);
  }
});
dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });

// Members are mentioned in a note by an @: their names are offered while one types.
import { ask, find } from "./dom.js";
import { Choices } from "./choices.js";

const MOST = 8, LONGEST = 40;
let members = null, list = null, area = null, from = -1;

const isNote = (box) => box.matches?.(".composer textarea") && box.form.dataset.how === "note";

/** Where the @ stands that is being typed after; -1 for nowhere. */
function startOf({ value, selectionStart: caret }) {
  const at = value.lastIndexOf("@", caret - 1);
  const isWord = at >= 0 && (at === 0 || /\s|\(/.test(value[at - 1]));
  return isWord && caret - at <= LONGEST && !value.slice(at, caret).includes("\n") ? at : -1;
}

async function offer(box) {
  from = startOf(box);
  if (from < 0) return close();
  members ??= ask(box.form.dataset.members).then((answer) => answer.json()).catch(() => { members = null; return { members: [] }; });
  const { members: names } = await members;
  if (!box.isConnected || (from = startOf(box)) < 0) return close();
  const sought = box.value.slice(from + 1, box.selectionStart).toLowerCase();
  const found = names.filter((name) => name.toLowerCase().split(/\s+/).some((word) => word.startsWith(sought)) || name.toLowerCase().startsWith(sought));
  if (!found.length || found.some((name) => name.toLowerCase() === sought)) return close();
  open(box);
  list.draw(found.slice(0, MOST));
}

function open(box) {
  if (list && area === box) return;
  close();
  area = box;
  const place = Object.assign(document.createElement("ul"), { id: "mention-list", className: "mention-list", role: "listbox", ariaLabel: gettext("Members") });
  box.after(place);
  list = new Choices(box, place, { drawn: nameOf, chosen: insert });
  for (const [name, value] of [["role", "combobox"], ["aria-expanded", "true"], ["aria-controls", place.id], ["aria-autocomplete", "list"]]) box.setAttribute(name, value);
}

function close() {
  if (!list) return;
  list.items = [];
  list.list.remove();
  for (const name of ["role", "aria-expanded", "aria-controls", "aria-autocomplete", "aria-activedescendant"]) area.removeAttribute(name);
  list = area = null;
}

const nameOf = (name) => [Object.assign(document.createElement("span"), { textContent: name, dir: "auto" })];

function insert(name) {
  const box = area;
  box.setRangeText(`@${name} `, from, box.selectionStart, "end");
  close();
  box.focus();
  box.dispatchEvent(new Event("input", { bubbles: true }));
}

document.addEventListener("input", ({ target }) => { if (isNote(target)) offer(target); else if (target === area) close(); });
document.addEventListener("keydown", (event) => {
  if (!list || event.target !== area || event.ctrlKey || event.metaKey) return;
  if (event.key === "Enter" || event.key === "Tab") list.choose();
  else if (event.key === "Escape") close();
  else return;
  event.preventDefault();
}, { capture: true });
document.addEventListener("focusout", ({ target }) => { if (target === area) close(); });
document.addEventListener("earful:how", close);

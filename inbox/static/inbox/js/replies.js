// Saved replies: found by a few letters of their name or text, and put into the composer, filled in for this person.
import { ask, find } from "./dom.js";
import { Choices } from "./choices.js";
import { showFailure } from "./saying.js";

const dialog = find("#replies"), box = find("#replies-box"), preview = find("#replies-preview");
const list = new Choices(box, find("#replies-list"), { drawn: optionOf, chosen: insert, pointed: showText });
let all = [], coming = Promise.resolve();
const composer = () => find("#conversation .composer");
const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

/** Why no saved reply can be chosen here; nothing when one can. */
export function whyNotReplies() {
  if (!composer()?.dataset.replies) return gettext("Nothing can be answered here.");
  return composer().dataset.how === "note" ? gettext("A note is written by hand.") : "";
}

/** Open the list. What is typed before it has arrived counts as well. */
export async function openReplies() {
  box.value = "";
  all = [];
  list.draw([]);
  dialog.showModal();
  const { replies, how } = composer().dataset;
  coming = ask(`${replies}?how=${how}`).then((answer) => answer.json());
  try {
    all = (await coming).replies;
    draw();
  } catch {
    dialog.close();
    showFailure();
  }
}

/** How well a reply fits: its name begins so, a word of it does, it is in the name, in the text, or its letters are. */
function rank({ name, text }, sought) {
  const title = plain(name);
  const tests = [title.startsWith(sought), title.split(/\s+/).some((word) => word.startsWith(sought)), title.includes(sought), plain(text).includes(sought), isScattered(title, sought)];
  return tests.indexOf(true);
}

function isScattered(text, letters) {
  let at = 0;
  return [...letters].every((letter) => { at = text.indexOf(letter, at) + 1; return at > 0; });
}

function draw() {
  const sought = plain(box.value.trim());
  const ranked = all.map((reply) => [rank(reply, sought), reply]).filter(([place]) => place >= 0);
  list.draw(ranked.sort(([one], [other]) => one - other).map(([, reply]) => reply));
  find("#replies-none").hidden = ranked.length > 0;
}

function optionOf({ name, used, is_private_only: isPrivate }) {
  const title = document.createElement("span"), about = document.createElement("span");
  Object.assign(title, { textContent: name, dir: "auto" });
  about.className = "about";
  const times = interpolate(ngettext("used once", "used %s times", used), used === 1 ? [] : [used]);
  about.textContent = isPrivate ? gettext("private messages only") : used ? times : "";
  return [title, about];
}

function showText(reply) {
  find("p", preview).textContent = reply?.text ?? "";
  find(".warn", preview).textContent = reply?.warning ?? "";
}

/** Put the text where the caret is; the person looks at it, and sends. */
function insert({ id, text, warning }) {
  dialog.close();
  const form = composer(), area = find("textarea", form), notice = find("[data-notice]", form);
  area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
  find("[name=saved]", form).value = id;
  Object.assign(notice, { textContent: warning, hidden: !warning });
  area.focus();
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

box.addEventListener("input", draw);
box.addEventListener("keydown", async (event) => {
  if (event.key !== "Enter") return;
  event.preventDefault();
  await coming.then(draw, () => undefined);
  list.choose();
});
dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
document.addEventListener("click", (event) => { if (event.target.closest?.("[data-open-replies]")) openReplies(); });
// `/` where nothing is typed yet.
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || !event.target.matches?.(".composer textarea") || event.target.value.trim() || whyNotReplies()) return;
  event.preventDefault();
  openReplies();
});
// Another text than the saved one: it was not made from it.
document.addEventListener("input", ({ target }) => {
  if (!target.matches?.(".composer textarea") || target.value.trim()) return;
  find("[name=saved]", target.form).value = 0;
  find("[data-notice]", target.form).hidden = true;
});

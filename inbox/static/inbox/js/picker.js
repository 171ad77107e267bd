// A dialog with a box and a list: type, walk with the arrows, take with Enter. The palette is one, and so is
// choosing a colleague, a label or a moment.
import { Choices } from "./choices.js";
import { find } from "./dom.js";

export const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

/** Every word that was typed is in the text of an offer; those whose name begins with the first come first. */
export function search(offers, text, most = 50) {
  const words = plain(text).split(/\s+/).filter(Boolean);
  const found = offers.filter((offer) => words.every((word) => plain(`${offer.label} ${offer.about ?? ""}`).includes(word)));
  const rank = ({ label }) => {
    const name = plain(label), first = words[0] ?? "";
    if (name.startsWith(first)) return 0;
    return name.includes(` ${first}`) ? 1 : 2;
  };
  return found.sort((one, other) => rank(one) - rank(other)).slice(0, most);
}

function partsOf({ label, about = "", caps = [] }) {
  const name = document.createElement("span"), more = document.createElement("span");
  Object.assign(name, { dir: "auto", textContent: label });
  Object.assign(more, { className: "about", dir: "auto", textContent: about });
  return [name, more, ...caps];
}

/**
 * Make a picker of a dialog. Returns how to open it: `offersFor(text)` gives the offers, or later { found, problem };
 * an offer is { label, about, caps, isDisabled }. `choose(offer)` is called after the dialog has closed.
 */
export function pickerOf(dialog) {
  const box = find("[role=combobox]", dialog), list = find("[role=listbox]", dialog), none = find(".empty", dialog);
  const nothing = none.textContent;
  const choices = new Choices(box, list, { drawn: partsOf, chosen: take });
  let work = null, coming = null;

  function draw(offers, problem = nothing) {
    choices.draw(offers);
    [...list.children].forEach((option, place) => option.setAttribute("aria-disabled", String(Boolean(offers[place].isDisabled))));
    none.textContent = problem;
    none.hidden = offers.length > 0 || !problem;
  }

  /** What was typed last counts: an answer that comes late is not shown any more. */
  function look() {
    const answer = work.offersFor(box.value);
    coming = null;
    if (Array.isArray(answer)) return draw(answer);
    const mine = answer.then(({ found, problem }) => {
      if (coming !== mine) return;
      coming = null;
      draw(found, problem || nothing);
    });
    coming = mine;
  }

  function take(offer) {
    dialog.close();
    work.choose(offer);
  }

  /** Enter before the answer is there takes what the answer will bring. */
  async function takeChosen() {
    while (coming) await coming;
    if (dialog.open) choices.choose();
  }

  box.addEventListener("input", look);
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    takeChosen();
  });
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });

  return (wanted) => {
    work = wanted;
    box.value = "";
    draw([], "");
    dialog.showModal();
    look();
  };
}

// The panel that narrows the list. What can be chosen there is asked for when it is wanted.
import { address, ask, find } from "./dom.js";
import { showFailure } from "./saying.js";

export async function openFilters() {
  const dialog = find("#filters");
  try {
    const answer = await ask(address(`inbox/filters/${find("#rows").dataset.query}`));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    dialog.replaceChildren(...page.body.childNodes);
    dialog.showModal();
    find("select", dialog).focus();
  } catch {
    showFailure();
  }
}

// The menu of orders closes when one goes elsewhere.
document.addEventListener("pointerdown", ({ target }) => {
  const menu = find(".order[open]");
  if (menu && !menu.contains(target)) menu.open = false;
});

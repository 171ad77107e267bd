// The help: every command with its keys, and the switch for single keys.
import { ask, find } from "./dom.js";
import { capsOf } from "./caps.js";
import { showFailure } from "./saying.js";

function sectionOf(group, commands) {
  const section = document.createElement("section"), title = document.createElement("h3"), list = document.createElement("dl");
  title.textContent = group;
  for (const { label, keys } of commands) {
    const line = document.createElement("div"), name = document.createElement("dt"), caps = document.createElement("dd");
    name.textContent = label;
    keys.forEach((each) => caps.append(...capsOf(each)));
    line.append(name, caps);
    list.append(line);
  }
  section.append(title, list);
  return section;
}

export function openHelp(commands) {
  const withKeys = commands.filter(({ keys }) => keys.length);
  const groups = Map.groupBy(withKeys, ({ group }) => group);
  find("#help-keys").replaceChildren(...[...groups].map(([group, all]) => sectionOf(group, all)));
  find("#keys-on").checked = document.body.dataset.keys === "on";
  find("#help").showModal();
}

find("#keys-on").addEventListener("change", async ({ target }) => {
  document.body.dataset.keys = target.checked ? "on" : "off";
  try {
    await ask(target.dataset.address, { method: "POST", values: { keys: target.checked ? "on" : "off" } });
  } catch {
    showFailure();
  }
});
find("#help-close").addEventListener("click", () => find("#help").close());

// What is said where everyone looks: problems as alerts until something works again, the rest for a while.
import { find } from "./dom.js";

const WHILE = 8000;
let timer = 0;

export function showProblem(text) {
  const line = find("#problem");
  line.hidden = !text;
  line.textContent = text;
}

export const showFailure = () => showProblem(find("#problem").dataset.text);

export function say(text) {
  const line = find("#said");
  line.textContent = text;
  line.hidden = false;
  clearTimeout(timer);
  timer = setTimeout(() => { line.hidden = true; }, WHILE);
}

/** The server answers again: what was said of its silence is over, what was said of an act stays. */
export function endFailure() {
  const line = find("#problem");
  if (line.textContent === line.dataset.text) showProblem("");
}

const isQuiet = (event) => ["refresh", "load"].includes(event.detail.requestConfig?.triggeringEvent?.type);

for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, (event) => {
    if (!isQuiet(event)) showFailure();
  });
}
document.addEventListener("htmx:afterRequest", (event) => {
  if (!event.detail.successful) return;
  if (isQuiet(event)) endFailure();
  else showProblem("");
});

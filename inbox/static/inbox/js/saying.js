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

export function say(text, { canUndo = false } = {}) {
  const line = find("#said");
  find("#said-text").textContent = text;
  find("#said-undo").hidden = !canUndo;
  line.hidden = false;
  hideLater(line);
}

/** What was said did not come true. */
export function unsay(text) {
  if (find("#said-text").textContent === text) find("#said").hidden = true;
}

/** Not while somebody points at it or has the focus there (WCAG 2.2.1). */
function hideLater(line) {
  clearTimeout(timer);
  timer = setTimeout(() => {
    if (line.matches(":hover, :focus-within")) hideLater(line);
    else line.hidden = true;
  }, WHILE);
}

/** The server answers again: what was said of its silence is over, what was said of an act stays. */
export function endFailure() {
  const line = find("#problem");
  if (line.textContent === line.dataset.text) showProblem("");
}

// What no person asked for: refreshes, and parts that load by themselves, which have no event at all.
const isQuiet = (event) => ["refresh", undefined].includes(event.detail.requestConfig?.triggeringEvent?.type);

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

// What all modules ask of the page.
export const find = (selector, root = document) => root.querySelector(selector);
export const findAll = (selector, root = document) => [...root.querySelectorAll(selector)];
/** Do something when what was just changed is painted; a page that nobody sees is not. */
export const afterPaint = (act) => (document.hidden ? setTimeout(act) : requestAnimationFrame(() => setTimeout(act)));

/** Return the nodes of a text that the server made. */
export const nodesOf = (html) => Object.assign(document.createElement("template"), { innerHTML: html }).content;
const rootOf = () => new URL("..", new URL(document.body.dataset.events, location.href)).pathname;

/** Return the address of something in this workspace: `conversations/5/`. */
export const address = (path) => rootOf() + path;

/** Run `act` soon, but not more often than once in `pause` milliseconds. */
export function paced(act, pause = 1000) {
  let timer = 0, last = 0;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(() => { last = Date.now(); act(); }, Math.max(100, last + pause - Date.now()));
  };
}

/**
 * Ask the server as htmx does; `keepalive` also when the page goes away. Throws when it did not answer, or with
 * an error that is not a refusal.
 */
export async function ask(path, { method = "GET", target = "", values = null, keepalive = false } = {}) {
  const headers = { "HX-Request": "true", "HX-Target": target, "HX-Current-URL": location.href };
  if (method !== "GET") headers["X-CSRFToken"] = JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
  const body = values && new URLSearchParams(values);
  const answer = await fetch(path, { method, headers, body, keepalive });
  const elsewhere = answer.headers.get("HX-Redirect");
  if (elsewhere) location.assign(elsewhere);
  if (!answer.ok && answer.status !== 422) throw new Error(`${answer.status}`);
  return answer;
}

// The review queue by keyboard. What is done is done by the forms of the card that is current and in sight.
const find = (selector, root = document) => root.querySelector(selector);
const findAll = (selector, root = document) => [...root.querySelectorAll(selector)];
const list = find("#cases");
const sheet = find(".sheet");
const KEYS_OFF = "earful.review.keys.off";
const cases = () => findAll(".case:not(.leaving)", list);
const current = () => find(".case[aria-current]:not(.leaving)", list);

// The current card: the one with the focus, marked so that everyone sees it.

function choose(card, { focus = true } = {}) {
  findAll("[aria-current]", list).forEach((each) => each.removeAttribute("aria-current"));
  if (!card) return;
  card.setAttribute("aria-current", "true");
  if (focus) card.focus({ preventScroll: true });
  if (focus) card.scrollIntoView({ block: "nearest" });
}

function neighbour(card, step) {
  const all = cases();
  return all[all.indexOf(card) + step];
}

function move(step) {
  const card = current();
  choose(card ? neighbour(card, step) ?? card : cases()[0]);
}

function isInSight(card) {
  const box = card.getBoundingClientRect(), frame = sheet.getBoundingClientRect();
  const seen = Math.min(box.bottom, frame.bottom) - Math.max(box.top, frame.top);
  return seen >= Math.min(box.height, 120);
}

// A key does what the button on the card does. A card out of sight is only brought back.

function press(key) {
  const card = current();
  if (!card) return move(1);
  if (!isInSight(card)) return choose(card);
  const button = find(`[data-key="${key}"]`, card) || (key === "x" && find('[data-key="h"]', card));
  if (button && !button.closest("fieldset:disabled")) button.click();
}

function edit() {
  const card = current();
  const box = card && isInSight(card) && find("textarea:not([readonly])", card);
  if (!box) return;
  box.focus();
  box.setSelectionRange(box.value.length, box.value.length);
}

const ACTS = {
  j: () => move(1), ArrowDown: () => move(1), k: () => move(-1), ArrowUp: () => move(-1),
  a: () => press("a"), x: () => press("x"), r: () => press("x"), h: () => press("h"), o: () => press("o"),
  e: edit,
  u: () => find("#undo button")?.click(),
  "+": () => find("#phrase")?.select(),
  ".": () => find("#fresh:not([hidden])")?.click(),
  "?": () => find("#keys").showModal(),
};
// Off for the account, or on this device only.
const areKeysOn = () => document.body.dataset.keys !== "off" && localStorage.getItem(KEYS_OFF) === null;

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && event.target.matches("textarea, input, select")) return choose(event.target.closest(".case") ?? current() ?? cases()[0]);
  const types = event.target.matches("textarea, select, input:not([type=checkbox])");
  // The second key of a way to another page is not for a card.
  if (event.defaultPrevented || types || event.ctrlKey || event.metaKey || event.altKey || event.repeat && !/^(j|k|Arrow)/.test(event.key)) return;
  const act = ACTS[event.key] ?? ACTS[event.key.toLowerCase()];
  if (!act || !areKeysOn() || find("dialog[open]")) return;
  event.preventDefault();
  act();
});
list.addEventListener("keydown", (event) => {
  const isSend = event.key === "Enter" && (event.ctrlKey || event.metaKey);
  if (!isSend || !event.target.matches("textarea")) return;
  event.preventDefault();
  event.stopPropagation();
  event.target.form.requestSubmit();
});
list.addEventListener("focusin", (event) => choose(event.target.closest(".case"), { focus: false }));
list.addEventListener("click", (event) => {
  if (!event.target.closest("[data-dismiss]")) return;
  const card = event.target.closest(".case"), next = neighbour(card, 1) ?? neighbour(card, -1);
  card.remove();
  choose(next);
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-dismiss-toast]")) { find("#done").replaceChildren(); choose(current()); }
});

// The hot path does not wait: the card goes at once, and comes back when it could not be done.

const cardOf = (event) => event.detail.elt.closest?.(".case");
document.addEventListener("htmx:beforeRequest", (event) => {
  const card = cardOf(event);
  if (!card) return;
  const next = neighbour(card, 1) ?? neighbour(card, -1);
  card.classList.add("leaving");
  choose(next);
});
for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, (event) => {
    const card = cardOf(event);
    if (!card) return;
    card.classList.remove("leaving");
    choose(card);
  });
}
document.addEventListener("htmx:afterSettle", () => {
  const problem = findAll(".case .problem", list).map((line) => line.closest(".case"))[0];
  if (!find("input:focus, textarea:focus, select:focus") && (problem || !current())) choose(problem ?? cases()[0]);
});
document.addEventListener("htmx:afterRequest", (event) => {
  // Taken back: the card stands on top again, and is looked at first.
  if (event.detail.requestConfig?.elt.id === "undo" && event.detail.successful) { sheet.scrollTop = 0; choose(cases()[0]); }
});

// News: a chip says how many there are; what somebody else decided is marked, nothing jumps.

let asking = 0;
async function lookForNews() {
  const ids = cases().flatMap((card) => (card.dataset.messages ?? "").split(",")).filter(Boolean);
  const query = new URLSearchParams({ newest: list.dataset.newest, shown: ids.join(",") });
  const answer = await fetch(`${list.dataset.news}?${query}`, { headers: { Accept: "application/json" } });
  if (!answer.ok || answer.redirected) return;
  const { new: fresh, count, gone } = await answer.json();
  const chip = find("#fresh");
  chip.hidden = fresh === "0";
  chip.textContent = chip.dataset.text.replace("%s", fresh);
  for (const spot of findAll("#review-count, #side-review")) spot.textContent = count;
  cases().forEach((card) => markGone(card, gone));
}

function markGone(card, gone) {
  const ids = (card.dataset.messages ?? "").split(",").filter(Boolean).map(Number);
  if (!ids.length || !ids.every((id) => gone.includes(id)) || card.classList.contains("gone")) return;
  card.classList.add("gone");
  find("fieldset", card).disabled = true;
  const line = document.createElement("p");
  line.className = "alike";
  line.textContent = list.dataset.gone;
  card.prepend(line);
}

document.addEventListener("earful:live", ({ detail }) => {
  if (detail?.job) return;
  clearTimeout(asking);
  asking = setTimeout(lookForNews, 400);
});
find("#fresh").addEventListener("click", () => location.reload());

// The keys can be switched off, for who speaks to the computer.

const box = find("#keys-on");
box.checked = areKeysOn();
box.addEventListener("change", () => {
  if (box.checked) localStorage.removeItem(KEYS_OFF);
  else localStorage.setItem(KEYS_OFF, "1");
});
find("#keys-open").addEventListener("click", () => find("#keys").showModal());
choose(cases()[0]);

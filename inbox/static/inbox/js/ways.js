// The way around: every page that this page links to at its side.
import { find, findAll } from "./dom.js";

const GO = gettext("Go to");

/** Commands that go to the pages at the side and to the orders of the list. */
export const ways = () => findAll(".side a.entry[href], .order a").map((link) => ({
  group: GO,
  label: (find("[data-name]", link) ?? link).textContent.trim(),
  keys: link.dataset.keys ? [link.dataset.keys] : [],
  run: () => link.click(),
}));

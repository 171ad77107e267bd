// The composer: how long the text is, and how it is sent.
import { find, findAll } from "./dom.js";

const size = (text, unit) => unit === "bytes" ? new TextEncoder().encode(text).length : [...text].length;

function countCharacters(form) {
  const counter = find("[data-counter]", form), button = find("[data-limit]", form);
  if (!counter || !button) return;
  const { limit, unit } = button.dataset;
  const used = size(find("textarea", form).value.trim(), unit);
  counter.textContent = `${used} / ${limit}`;
  counter.classList.toggle("over", used > Number(limit));
}

const countAll = () => findAll(".composer").forEach(countCharacters);

document.addEventListener("input", (event) => {
  const form = event.target.closest(".composer");
  if (form) countCharacters(form);
});
document.addEventListener("keydown", (event) => {
  const isSend = event.key === "Enter" && (event.ctrlKey || event.metaKey);
  if (isSend && event.target.matches("textarea")) event.target.form.requestSubmit();
});
document.addEventListener("htmx:afterSettle", countAll);
document.addEventListener("earful:shown", countAll);
countAll();

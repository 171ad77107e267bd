// Chips, variables and the order of rules. What a rule means is worked out by the server.

const find = (selector, root = document) => root.querySelector(selector);
const findAll = (selector, root = document) => [...root.querySelectorAll(selector)];

function announce(text) {
  const line = find("#announce");
  if (line && text) line.textContent = text;
}

// Words as chips: the text area below stays what is posted.

function chips(area) {
  const box = document.createElement("div"), list = document.createElement("ul"), input = document.createElement("input");
  box.className = "chips";
  input.id = area.id;
  input.setAttribute("autocomplete", "off");
  input.setAttribute("dir", "auto");
  for (const name of ["aria-invalid", "aria-describedby"]) if (area.hasAttribute(name)) input.setAttribute(name, area.getAttribute(name));
  if (area.dataset.list) input.setAttribute("list", area.dataset.list);
  area.id = `${area.id}-lines`;
  area.hidden = true;
  box.append(list, input);
  area.before(box);

  const words = () => area.value.split("\n").filter((line) => line.trim());

  function write(lines) {
    area.value = lines.join("\n");
    draw();
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function add(text) {
    const before = words();
    const fresh = text.split(/[,\n\r]/).map((word) => word.trim()).filter((word, at, all) => word && all.indexOf(word) === at && !before.includes(word));
    input.value = "";
    if (!fresh.length) return;
    write([...before, ...fresh]);
    announce(area.dataset.added.replace("%s", fresh.join(", ")));
  }

  function remove(index) {
    const lines = words(), [gone] = lines.splice(index, 1);
    write(lines);
    announce(area.dataset.removed.replace("%s", gone));
    input.focus();
  }

  function draw() {
    list.replaceChildren(...words().map((word, index) => {
      const item = document.createElement("li"), text = document.createElement("span"), button = document.createElement("button");
      text.textContent = word;
      text.dir = "auto";
      button.type = "button";
      button.textContent = "×";
      button.setAttribute("aria-label", area.dataset.remove.replace("%s", word));
      button.addEventListener("click", () => remove(index));
      item.append(text, button);
      return item;
    }));
  }

  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Enter" || event.key === ",") {
      event.preventDefault();
      add(input.value);
    } else if (event.key === "Backspace" && !input.value && words().length) {
      event.preventDefault();
      remove(words().length - 1);
    }
  });
  // What is typed and not yet a chip is no word yet: it must not be posted by itself.
  input.addEventListener("input", (event) => event.stopPropagation());
  input.addEventListener("change", () => add(input.value));
  input.addEventListener("blur", () => add(input.value));
  input.addEventListener("paste", (event) => {
    const text = event.clipboardData.getData("text");
    if (!/[,\n\r]/.test(text)) return;
    event.preventDefault();
    add(text);
  });
  box.addEventListener("click", (event) => { if (event.target === box) input.focus(); });
  draw();
  if (area.autofocus) input.focus();
}

function enhance(root) {
  findAll("textarea[data-chips]", root).filter((area) => !area.hidden).forEach(chips);
}

// A variable goes where the cursor is.

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-insert]");
  if (!button) return;
  const area = document.getElementById(button.dataset.into);
  area.setRangeText(button.dataset.insert, area.selectionStart, area.selectionEnd, "end");
  area.dispatchEvent(new Event("input", { bubbles: true }));
  area.focus();
});

// The order of rules: by dragging; by keys there are buttons.

let dragged = null;

function clear() {
  findAll(".rule.above, .rule.below").forEach((rule) => rule.classList.remove("above", "below"));
}

document.addEventListener("dragstart", (event) => {
  const grip = event.target.closest?.(".grip");
  if (!grip) return;
  dragged = grip.closest(".rule");
  dragged.classList.add("dragged");
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", dragged.dataset.id);
  event.dataTransfer.setDragImage(dragged, 10, 20);
});

function target(event) {
  const over = event.target.closest?.(".rule");
  return dragged && over && over !== dragged && over.parentElement === dragged.parentElement ? over : null;
}

document.addEventListener("dragover", (event) => {
  const over = target(event);
  clear();
  if (!over) return;
  event.preventDefault();
  const { top, height } = over.getBoundingClientRect();
  over.classList.add(event.clientY < top + height / 2 ? "above" : "below");
});

document.addEventListener("drop", (event) => {
  const over = target(event);
  if (!over) return;
  event.preventDefault();
  over[over.classList.contains("above") ? "before" : "after"](dragged);
  clear();
  const url = dragged.parentElement.dataset.order;
  const id = findAll("#rules .rule").map((rule) => rule.dataset.id);
  htmx.ajax("POST", url, { target: "#rules", swap: "innerHTML", values: { id } });
});

document.addEventListener("dragend", () => {
  dragged?.classList.remove("dragged");
  dragged = null;
  clear();
});

let moved = null;
document.addEventListener("click", (event) => { moved = event.target.closest(".move") || moved; }, true);

// Folded parts stay as they were when the server draws the form again.

let open = [];
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target.id === "rule-fields") open = findAll("details[open]", event.detail.target).map((part) => part.id);
});
document.addEventListener("htmx:afterSwap", (event) => {
  const swapped = event.detail.target;
  if (swapped.id === "rule-fields") findAll("details", swapped).forEach((part) => { if (open.includes(part.id) && part.id !== "add-action") part.open = true; });
  enhance(swapped);
});
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.target.id !== "rules" || !moved) return;
  const buttons = findAll(".move", document.getElementById(moved.id).closest(".rule")).filter((button) => !button.disabled);
  (buttons.find((button) => button.id === moved.id) || buttons[0])?.focus();
  announce(moved.dataset.moved);
  moved = null;
});

document.addEventListener("keydown", (event) => {
  const form = find("#rule-form");
  if (!form || event.key !== "s" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  document.activeElement?.blur();
  form.requestSubmit();
});

enhance(document);

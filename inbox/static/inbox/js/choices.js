// A list of choices below a box of text: one is pointed at with the arrows while the focus stays in the box.
const STEPS = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 };

export class Choices {
  /** `drawn` makes the parts of an option, `chosen` hears which one was taken, `pointed` which one would be. */
  constructor(box, list, { drawn, chosen, pointed = () => undefined }) {
    Object.assign(this, { box, list, drawn, chosen, pointed, items: [], at: 0 });
    box.addEventListener("keydown", (event) => {
      if (!(event.key in STEPS) || !this.items.length) return;
      event.preventDefault();
      this.point(this.at + STEPS[event.key]);
    });
  }

  draw(items) {
    this.items = items;
    this.list.replaceChildren(...items.map((item, index) => this.optionOf(item, index)));
    this.point(0);
  }

  optionOf(item, index) {
    const option = Object.assign(document.createElement("li"), { id: `${this.list.id}-${index}`, role: "option", className: "option" });
    option.append(...this.drawn(item));
    option.addEventListener("pointerdown", (event) => event.preventDefault());
    option.addEventListener("click", () => this.chosen(item));
    return option;
  }

  point(index) {
    this.at = Math.max(0, Math.min(index, this.items.length - 1));
    [...this.list.children].forEach((option, place) => option.setAttribute("aria-selected", String(place === this.at)));
    this.list.children[this.at]?.scrollIntoView({ block: "nearest" });
    if (this.items.length) this.box.setAttribute("aria-activedescendant", `${this.list.id}-${this.at}`);
    else this.box.removeAttribute("aria-activedescendant");
    this.pointed(this.items[this.at]);
  }

  /** Take the one that is pointed at. */
  choose() {
    if (this.items.length) this.chosen(this.items[this.at]);
  }
}

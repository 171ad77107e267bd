// How keys are written.
const NAMES = { ArrowDown: "↓", ArrowUp: "↑", Escape: "Esc", Enter: "↵" };
const isMac = /Mac|iP(hone|ad)/.test(navigator.platform);

/** Return the caps of a key: "g i" has two. */
export function capsOf(keys) {
  return keys.split(" ").map((key) => {
    const cap = document.createElement("kbd");
    cap.textContent = key.split("+").map((part) => part === "Ctrl" && isMac ? "⌘" : NAMES[part] ?? part).join(" ");
    return cap;
  });
}

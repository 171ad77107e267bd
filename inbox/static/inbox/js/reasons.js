// Why something is urgent: told while one points at its number or has the focus there, until Escape.
import { find } from "./dom.js";

const listOf = (button) => find(`#${button.getAttribute("popovertarget")}`);
const opened = () => find(".reasons:popover-open");

function show({ target }) {
  const button = target.closest?.(".priority");
  if (button && !listOf(button).matches(":popover-open")) listOf(button).showPopover({ source: button });
}

/** Not while one moves from the number to its reasons (WCAG 1.4.13). */
function leave({ target, relatedTarget }) {
  if (target.closest?.(".priority, .reasons") && !relatedTarget?.closest(".priority, .reasons")) opened()?.hidePopover();
}

document.addEventListener("pointerover", show);
document.addEventListener("focusin", show);
document.addEventListener("pointerout", leave);
document.addEventListener("focusout", leave);
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !opened()) return;
  event.stopPropagation();
  opened().hidePopover();
}, { capture: true });

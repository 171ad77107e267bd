// Which message of the conversation an act is about: the one that would be answered, and it is marked.
import { find, findAll } from "./dom.js";
import { shown } from "./pane.js";

export const pkOf = (message) => Number(message.id.split("-")[1]);
export const messageOf = (pk) => find(`.thread #message-${pk}`);

/** The message that acts are about; null when nothing can be acted on. */
export function aimed() {
  if (!shown()) return null;
  const focused = document.activeElement?.closest?.(".thread .message:not(.own)");
  const answered = messageOf(find(".composer")?.dataset.message ?? 0);
  return focused ?? answered ?? findAll(".thread .message:not(.own)").at(-1) ?? null;
}

/** Whether enough of a message is in sight to act on it. If not, it is brought into sight instead. */
export const isInSight = (message) => isSeen(find(".content", message), 60);

/** Whether so many pixels of a part are in sight, or all of it. If not, it is brought into sight instead. */
export function isSeen(part, enough) {
  const frame = find(".scroll").getBoundingClientRect(), box = part.getBoundingClientRect();
  const seen = Math.min(box.bottom, frame.bottom) - Math.max(box.top, frame.top);
  if (seen >= Math.min(box.height, frame.height, enough) - 1) return true;
  part.scrollIntoView({ block: "center" });
  return false;
}

function markAim() {
  const message = aimed(), hasChoice = findAll(".thread .message:not(.own)").length > 1;
  for (const each of findAll(".message.aimed")) if (each !== message) each.classList.remove("aimed");
  if (hasChoice) message?.classList.add("aimed");
}

/** Aim at the message before or after: the composer then answers that one. */
export function aim(step) {
  const all = findAll(".thread .message:not(.own)"), at = all.indexOf(aimed());
  const next = all[at + step];
  if (!next) return;
  next.scrollIntoView({ block: "nearest" });
  find("[data-answer]", next)?.click();
}

for (const name of ["earful:shown", "htmx:afterSettle", "focusin"]) document.addEventListener(name, markAim);
markAim();

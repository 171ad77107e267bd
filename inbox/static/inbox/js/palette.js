// The palette: every command by its name, what cannot be done now with the reason.
import { capsOf } from "./caps.js";
import { find } from "./dom.js";
import { pickerOf, search } from "./picker.js";
import { press } from "./press.js";

const open = pickerOf(find("#palette"));

function offerOf(command) {
  const why = command.why?.();
  const caps = command.keys.slice(0, 1).flatMap(capsOf);
  return { label: command.label, about: why || command.group, caps, isDisabled: Boolean(why), command };
}

export function openPalette(commands) {
  const offers = commands.filter(({ isHidden }) => !isHidden).map(offerOf);
  open({ offersFor: (text) => search(offers, text), choose: ({ command }) => press(command) });
}

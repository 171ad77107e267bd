import { say } from "./saying.js";

/** Do what a command does, or say why it cannot be done now. */
export function press({ why, run }) {
  const reason = why?.();
  if (reason) say(reason);
  else run();
}

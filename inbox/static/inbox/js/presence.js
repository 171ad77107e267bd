// Who else looks at the conversation that is shown, or answers it; and telling the others that we do.
import { address, ask, find } from "./dom.js";
import { shown } from "./pane.js";

const BEAT = 8000, SETTLED = 300;
const page = [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
const me = Number(document.body.dataset.me);
let told = { pk: 0, doing: "" }, people = [], timer = 0;

const isTyping = (box) => Boolean(box?.matches(".composer textarea") && box.value.trim());
const present = () => ({ pk: document.hidden ? 0 : shown(), doing: isTyping(document.activeElement) ? "answering" : "looking" });

/** Tell the server where this page is, and learn who else is there. Nobody waits for it. */
async function beat() {
  const { pk, doing } = present(), left = told.pk !== pk ? told.pk : 0;
  if (!pk && !left) return;
  told = { pk, doing };
  try {
    const answer = await ask(address("presence/"), { method: "POST", values: { page, doing, conversation: pk, left } });
    meet(pk, (await answer.json()).people);
  } catch (error) {
    console.info("presence", error.message);
    meet(pk, []);
  }
}

/** Skimming tells nothing: a conversation counts when it was shown for a moment. */
function beatSoon() {
  const now = present();
  if (now.pk === told.pk && now.doing === told.doing) return;
  clearTimeout(timer);
  timer = setTimeout(beat, SETTLED);
}

function meet(pk, all) {
  people = all.filter(({ id }) => id !== me).map((person) => ({ ...person, pk }));
  draw();
}

function draw() {
  const here = people.filter(({ pk }) => pk === shown()), line = find("#present");
  if (!line) return;
  const answering = here.filter((person) => person.is_answering), looking = here.filter((person) => !person.is_answering);
  const text = [
    sentence(answering, (number) => ngettext("%s is answering…", "%s are answering…", number)),
    sentence(looking, (number) => ngettext("%s is looking", "%s are looking", number)),
  ].filter(Boolean).join(" · ");
  if (line.textContent !== text) line.textContent = text;
  line.classList.toggle("answering", answering.length > 0);
}

function sentence(group, textOf) {
  const names = new Intl.ListFormat(document.documentElement.lang).format(group.map(({ name }) => name));
  return group.length ? interpolate(textOf(group.length), [names]) : "";
}

document.addEventListener("earful:presence", ({ detail }) => {
  if (detail.presence === shown()) meet(detail.presence, detail.people);
});
for (const name of ["earful:shown", "htmx:afterSettle"]) document.addEventListener(name, () => { draw(); beatSoon(); });
for (const name of ["input", "focusin", "focusout", "visibilitychange"]) document.addEventListener(name, beatSoon);
addEventListener("pagehide", () => {
  const token = JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
  if (told.pk) navigator.sendBeacon(address("presence/"), new URLSearchParams({ page, left: told.pk, csrfmiddlewaretoken: token }));
});
setInterval(beat, BEAT);
beatSoon();

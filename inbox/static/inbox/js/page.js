// What every page of a workspace does: it hears of changes, and says what went wrong.
import { find, paced } from "./dom.js";
import { listen } from "./leading.js";
import "./saying.js";

const barSoon = paced(() => find("#brakes") && htmx.trigger("#brakes", "refresh"));

document.addEventListener("earful:live", ({ detail }) => {
  if (!detail.job && detail.more) barSoon();
});
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
listen();

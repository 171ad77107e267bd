// The numbers beside views and channels: asked for after the page is there, and again when something changed.
import { address, ask, findAll, paced } from "./dom.js";

const PAUSE = 5000;

async function showCounts() {
  const answer = await ask(address("inbox/counts/"));
  const counts = await answer.json();
  for (const spot of findAll("[data-count]")) spot.textContent = counts[spot.dataset.count] ?? counts.rest;
}

// Numbers are a courtesy: when they cannot be had, the old ones stay.
const countsSoon = paced(() => showCounts().catch((error) => console.info("counts", error.message)), PAUSE);
document.addEventListener("earful:live", ({ detail }) => { if (!detail.job) countsSoon(); });
countsSoon();

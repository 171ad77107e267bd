// Keeps the page current: fetches it again and puts the new <main> in place of the old one.
// Waits while somebody is typing or the page is not in view.
"use strict";

const EVERY_MS = 2000;

function isBusy() {
  const focused = document.activeElement;
  const typing = focused && focused.matches("input, textarea, button, select");
  const typed = [...document.querySelectorAll("main input")].some((field) => field.value !== field.defaultValue);
  return document.hidden || typing || typed;
}

async function refresh() {
  if (isBusy()) return;
  const answer = await fetch(location.href, { cache: "no-store" });
  if (!answer.ok || isBusy()) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("main");
  const shown = document.querySelector("main");
  if (fresh && fresh.innerHTML !== shown.innerHTML) shown.replaceWith(fresh);
}

async function keepFresh() {
  try {
    await refresh();
  } catch {
    // The simulator is restarting; the next round tries again.
  }
  setTimeout(keepFresh, EVERY_MS);
}

setTimeout(keepFresh, EVERY_MS);

// Live updates (other scripts hear of them as `earful:live`), the character counter and a few manners. Everything else is HTML and htmx.
"use strict";
(() => {
  const POLL = 10000, MINUTE = 60000, PAUSE = 1000;
  const find = (selector, root = document) => root.querySelector(selector);
  const findAll = (selector, root = document) => [...root.querySelectorAll(selector)];
  const thread = () => find(".thread");
  const opened = () => Number(thread()?.dataset.conversation || 0);

  // The list: refreshed quietly at its top, else a button says how many there are.

  const news = new Set();

  function listIsFree() {
    const list = find("#rows");
    const types = list.contains(document.activeElement) && document.activeElement.matches("input, textarea");
    return find("#refresh-list") && list.scrollTop < 8 && !types;
  }

  function refreshList() {
    if (!find("#rows")) return;
    if (listIsFree()) htmx.trigger("#refresh-list", "refresh");
    else showNews();
  }

  function showNews() {
    const chip = find("#new");
    chip.hidden = !news.size;
    chip.textContent = chip.dataset.text.replace("%s", news.size);
  }

  // The open conversation: its messages are replaced, the composer is left alone.

  function refreshThread() {
    if (!thread()) return;
    htmx.trigger("#refresh-thread", "refresh");
    for (const part of findAll(".thread details[open] > [hx-get]")) {
      const isEdited = findAll("textarea", part).some((box) => box.value !== box.defaultValue);
      if (!isEdited && !part.contains(document.activeElement)) htmx.trigger(part, "refresh");
    }
  }

  function paced(act) {
    let timer = 0, last = 0;
    return () => {
      clearTimeout(timer);
      timer = setTimeout(() => { last = Date.now(); act(); }, Math.max(100, last + PAUSE - Date.now()));
    };
  }

  const listSoon = paced(refreshList), threadSoon = paced(refreshThread);
  const barSoon = paced(() => htmx.trigger("#brakes", "refresh"));
  const tell = (detail) => document.dispatchEvent(new CustomEvent("earful:live", { detail }));
  const refreshAll = () => { listSoon(); threadSoon(); barSoon(); tell({ conversations: [], more: true }); };

  // Events from the server; without them, look every few seconds.

  let poll = 0, connection = "";

  function say(state) {
    connection = state;
    const line = find("#live");
    if (line && line.dataset.state !== state) {
      line.dataset.state = state;
      line.textContent = line.dataset[state];
    }
  }

  function listen() {
    const source = new EventSource(document.body.dataset.events);
    source.onopen = () => say("live");
    source.onerror = () => {
      say("reconnecting");
      if (source.readyState === EventSource.CLOSED) startPolling();
    };
    source.onmessage = (event) => {
      const { conversations, more, job } = JSON.parse(event.data);
      if (job) return tell({ conversations, more, job });
      conversations.forEach((id) => news.add(id));
      listSoon();
      if (more) barSoon();
      tell({ conversations, more });
      if (more || conversations.includes(opened())) threadSoon();
    };
    source.addEventListener("revalidate", refreshAll);
    addEventListener("pagehide", () => source.close());
  }

  function startPolling() {
    say("polling");
    poll ||= setInterval(() => document.hidden || refreshAll(), POLL);
  }

  // What a swap leaves behind: the counter, the current row, the end of the thread.

  function size(text, unit) {
    return unit === "bytes" ? new TextEncoder().encode(text).length : [...text].length;
  }

  function countCharacters(form) {
    const counter = find("[data-counter]", form), button = find("[data-limit]", form);
    if (!counter || !button) return;
    const { limit, unit } = button.dataset;
    const used = size(find("textarea", form).value.trim(), unit);
    counter.textContent = `${used} / ${limit}`;
    counter.classList.toggle("over", used > Number(limit));
  }

  function markCurrentRow() {
    for (const row of findAll("#rows .row")) {
      if (row.pathname === location.pathname) row.setAttribute("aria-current", "true");
      else row.removeAttribute("aria-current");
    }
  }

  let wasAtEnd = true;
  const distance = (box) => box.scrollHeight - box.scrollTop - box.clientHeight;
  const toEnd = () => { const box = find(".scroll"); if (box) box.scrollTop = box.scrollHeight; };

  function tidy() {
    markCurrentRow();
    findAll(".composer").forEach(countCharacters);
  }

  addEventListener("DOMContentLoaded", () => {
    tidy();
    toEnd();
    listen();
    setInterval(() => document.hidden || listSoon(), MINUTE);
  });
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.requestConfig.elt.id === "refresh-list") {
      // People may have scrolled on while the answer was under way.
      event.detail.shouldSwap = Boolean(listIsFree());
      if (event.detail.shouldSwap) news.clear();
      showNews();
    }
    const box = find(".scroll");
    wasAtEnd = event.target.id === "conversation" || (box && distance(box) < 40);
    if (event.target.id.startsWith("earlier")) wasAtEnd = false;
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    tidy();
    if (wasAtEnd && event.target.id !== "rows") toEnd();
    const isOpening = event.target.id === "conversation";
    if (isOpening && !find("#list").offsetParent) find(".head h2")?.focus();
  });
  document.addEventListener("htmx:pushedIntoHistory", markCurrentRow);
  document.addEventListener("htmx:historyRestore", () => { tidy(); toEnd(); say(connection); });
  document.addEventListener("earful:changed", refreshAll);
  document.addEventListener("input", (event) => {
    const form = event.target.closest(".composer");
    if (form) countCharacters(form);
  });
  document.addEventListener("keydown", (event) => {
    const isSend = event.key === "Enter" && (event.ctrlKey || event.metaKey);
    if (isSend && event.target.matches("textarea")) event.target.form.requestSubmit();
  });
  document.addEventListener("click", (event) => {
    if (event.target.id !== "new") return;
    find("#rows").scrollTop = 0;
    refreshList();
  });

  // A problem is said where everyone looks, until something works again.

  function showProblem(isProblem) {
    const line = find("#problem");
    line.hidden = !isProblem;
    line.textContent = isProblem ? line.dataset.text : "";
  }

  for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(name, (event) => {
      const isQuiet = event.detail.requestConfig?.triggeringEvent?.type === "refresh";
      if (!isQuiet) showProblem(true);
    });
  }
  document.addEventListener("htmx:afterRequest", (event) => { if (event.detail.successful) showProblem(false); });
})();

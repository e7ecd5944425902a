// Talks to the sandbox: sends what a person does, and fetches the page's regions anew.
import { morphChildren } from "./morph.js";

const page = document.body.dataset;
export const me = page.as;
export const at = page.at;
export const byId = (id) => document.getElementById(id);

// What of the page is open besides the place: a thread, a side panel, a filter. It outlives a change of place.
export const here = {
  thread: page.thread ?? "",
  panel: sessionStorage.getItem("panel") ?? page.panel,
  find: sessionStorage.getItem("find") ?? "",
};
const regions = ["sidebar", "main", "thread", "tools", "modals"];
const still = ["sidebar", "tools"]; // what they show comes from the sandbox alone, so the same text changes nothing
const drawn = {};
const scrolled = ["scroll", "thread-scroll"];

export async function post(name, fields = {}, form = new FormData()) {
  form.set("as", me);
  form.set("at", at);
  for (const [key, value] of Object.entries(fields)) form.set(key, value ?? "");
  try {
    const response = await fetch(`/page/${name}`, { method: "POST", body: form });
    const answer = await response.json();
    return { status: response.status, ...(Array.isArray(answer) ? { list: answer } : answer) };
  } catch {
    return { status: 0, ok: false, error: "The sandbox does not answer. Is it still running?" };
  }
}

let toastTimer = 0;
export function toast(sentence) {
  const strip = byId("toast");
  clearTimeout(toastTimer);
  strip.hidePopover();
  if (sentence) strip.showPopover(); // above a modal, too
  strip.textContent = sentence || "";
  if (!sentence) return;
  toastTimer = setTimeout(() => toast(""), 6000);
}

let drawing = null; // the round under way
let next = null; // the one after it
let timer = 0; // until a round for what arrived
let [ended, rest] = [-Infinity, 0];

// For what the person did: at once, or right after the round under way. Settles when that is drawn.
export function refresh() {
  clearTimeout(timer);
  timer = 0;
  if (!drawing) return draw();
  next ??= drawing.then(() => {
    next = null;
    return draw();
  });
  return next;
}

// For what arrived: rests between two rounds, so that typing goes on while much arrives.
export async function refreshSoon() {
  await drawing;
  if (next || timer || drawing) return;
  timer = setTimeout(refresh, Math.max(0, ended + rest - performance.now()));
}

function draw() {
  const began = performance.now();
  // A fault of ours is shown as one, and the next round still comes: who waits for this one is not left waiting.
  drawing = fetchParts().catch(reportError).finally(() => {
    drawing = null;
    ended = performance.now();
    rest = Math.min(Math.max(120, 3 * (ended - began)), 1000);
  });
  return drawing;
}

export function scrollToEnd(id) {
  const scroll = byId(id);
  if (scroll) scroll.scrollTop = 0; // counted from the end
}

async function fetchParts() {
  const have = [...document.querySelectorAll("[data-version]")].map((message) => message.dataset.version).join(".");
  const query = new URLSearchParams({ as: me, at, ...here, have });
  const response = await fetch(`/page/parts?${query}`).catch(() => null);
  if (!response || !response.ok) return;
  const parts = await response.json().catch(() => null); // cut off: the next round draws it
  if (!parts) return;
  const atEnd = scrolled.filter((id) => {
    const scroll = byId(id);
    return !scroll || scroll.scrollTop > -80;
  });
  document.title = parts.title;
  if (parts.thread_ts) page.thread = parts.thread_ts;
  else delete page.thread;
  for (const region of regions.filter((one) => parts[one] !== drawn[one])) {
    const fresh = document.createElement("template");
    fresh.innerHTML = parts[region];
    morphChildren(byId(region), fresh.content);
    if (still.includes(region)) drawn[region] = parts[region];
  }
  page.panel = document.querySelector("[role=tab][aria-selected=true]").dataset.panel;
  document.dispatchEvent(new Event("settle"));
  atEnd.forEach(scrollToEnd);
}

// Talks to the sandbox: sends what a person does, and fetches the page's regions anew.
import { morphChildren } from "./morph.js";

export const me = document.body.dataset.as;
export const at = document.body.dataset.at;
const regions = ["sidebar", "main", "tools", "modals"];
export const byId = (id) => document.getElementById(id);

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
  byId("toast").textContent = sentence || "";
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => (byId("toast").textContent = ""), 6000);
}

let refreshing = null;
let again = false;
export function refresh() {
  if (refreshing) {
    again = true;
    return refreshing;
  }
  refreshing = (async () => {
    do {
      again = false;
      await fetchParts();
      if (again) await new Promise((done) => setTimeout(done, 120));
    } while (again);
  })().finally(() => (refreshing = null));
  return refreshing;
}

async function fetchParts() {
  const response = await fetch(`/page/parts?as=${encodeURIComponent(me)}&at=${encodeURIComponent(at)}`).catch(() => null);
  if (!response || !response.ok) return;
  const parts = await response.json();
  const scroll = byId("scroll");
  const atEnd = scroll && scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 80;
  document.title = parts.title;
  for (const region of regions) {
    const fresh = document.createElement("template");
    fresh.innerHTML = parts[region];
    morphChildren(byId(region), fresh.content);
  }
  document.dispatchEvent(new Event("settle"));
  if (atEnd) scroll.scrollTop = scroll.scrollHeight;
}

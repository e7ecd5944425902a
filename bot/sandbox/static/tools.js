// The side panel: clock and reset, the wire, faults on demand, the guided tour.
import { collect, askWords } from "./controls.js";
import { restore } from "./composer.js";
import { at, byId, here, me, post, refresh, toast } from "./talk.js";

// --- the clock --------------------------------------------------------------------------------------------

let ahead = 0;
const clock = () => document.querySelector(".bar[data-now]").dataset;
const written = {};
export function setClock() {
  ahead = Number(clock().now) - Date.now(); // the time itself is in the page already
}

// The first tick comes a second after the page: a formatter takes as long to make as the rest of the script to run.
export function tick() {
  const { zone } = clock();
  written[zone] ??= {
    time: new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit" }),
    date: new Intl.DateTimeFormat("en-GB", { timeZone: zone, weekday: "long", day: "numeric", month: "long", year: "numeric" }),
  };
  const now = new Date(Date.now() + ahead);
  say(".now", written[zone].time.format(now));
  say(".clock-date", written[zone].date.format(now).replace(",", ""));
}

function say(selector, words) {
  for (const shown of document.querySelectorAll(selector)) if (shown.textContent !== words) shown.textContent = words;
}

// Moving the clock may wait for the bot, which opens its database anew.
async function working(promise) {
  byId("tools").setAttribute("aria-busy", "true");
  const answer = await promise;
  byId("tools").removeAttribute("aria-busy");
  return answer;
}

export async function moveClock(to) {
  let answer = await working(post("clock", { to }));
  if (answer.ask) {
    if (!(await askWords("Go back in time?", answer.ask, "Reset and go back"))) return;
    answer = await working(post("clock", { to, sure: "yes" }));
  }
  toast(answer.error);
  await refresh();
  const now = new Date(Date.now() + ahead).toLocaleString("sv-SE", { timeZone: clock().zone });
  if (byId("clock-to")) byId("clock-to").value = now.replace(" ", "T").slice(0, 16);
}

export async function reset() {
  const sentence = "Messages, forms, files and the wire go, faults are taken back, and the bot's database and the tour begin anew.";
  if (!(await askWords("Reset the workspace?", sentence, "Reset"))) return;
  toast((await working(post("reset"))).error);
  await refresh();
}

// --- panels -----------------------------------------------------------------------------------------------

export async function openPanel(name) {
  here.panel = name;
  sessionStorage.setItem("panel", name);
  await refresh();
  byId(`tab-${name}`)?.focus();
}

export function tabKey(event) {
  const tabs = [...event.target.closest("[role=tablist]").querySelectorAll("[role=tab]")];
  const step = { ArrowRight: 1, ArrowLeft: tabs.length - 1 }[event.key];
  const next = { Home: 0, End: tabs.length - 1 }[event.key] ?? (step && (tabs.indexOf(event.target) + step) % tabs.length);
  if (next === undefined) return;
  event.preventDefault();
  openPanel(tabs[next].dataset.panel);
}

let findTimer = 0;
export function find(words) {
  here.find = words;
  sessionStorage.setItem("find", words);
  clearTimeout(findTimer);
  findTimer = setTimeout(refresh, 150);
}

export async function openExchange(details) {
  const body = details.querySelector(".exchange-body");
  if (!details.open || body.childElementCount) return;
  const response = await fetch(`/page/wire/${details.dataset.wire}`).catch(() => null);
  if (response) body.innerHTML = await response.text();
}

export async function arm(form) {
  toast((await post("fault", {}, collect(form))).error);
  await refresh();
}

export async function disarm(button) {
  await post("fault", { method: button.dataset.disarm, off: "yes" });
  await refresh();
  byId("fault-method")?.focus();
}

export async function tour(button) {
  const answer = await post("tour", { do: button.dataset.tour, step: button.dataset.step });
  if (button.dataset.tour !== "show" || !answer.ok) {
    toast(answer.error);
    return refresh();
  }
  if (answer.text) sessionStorage.setItem(`draft ${answer.as} ${answer.at}`, answer.text);
  if (answer.as !== me || answer.at !== at) return void (location.href = `/?as=${answer.as}&at=${answer.at}`);
  if (byId("tools").matches(":popover-open")) byId("tools").hidePopover();
  const box = byId("composer")?.querySelector("textarea");
  if (box) box.value = "";
  (restore(byId("composer")) ?? byId("main")).focus();
  return refresh();
}

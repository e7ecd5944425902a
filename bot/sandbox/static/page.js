// The page: modals, the clock, and what the person and the workspace do.
import { boxKey, replyTo, send, start as startComposer, take, tryOut, typed } from "./composer.js";
import { askWords, choose, collect, comboKey, press, showPicked, suggest } from "./controls.js";
import { at, byId, me, post, refresh, toast } from "./talk.js";

let lastSeen = null;
function settle() {
  for (const dialog of document.querySelectorAll("#modals dialog:not([open])")) openModal(dialog);
  document.querySelectorAll(".picker").forEach(showPicked);
  setClock();
  const newest = [...document.querySelectorAll("#log > .message")].pop()?.dataset.ts ?? "";
  if (newest !== lastSeen && document.visibilityState === "visible") {
    const first = lastSeen === null;
    lastSeen = newest;
    if (!first) post("look");
  }
}

// --- modals -----------------------------------------------------------------------------------------------

function openModal(dialog) {
  dialog.showModal();
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    closeModal(dialog.querySelector("form"), false);
  });
  const first = dialog.querySelector("[autofocus]") ?? dialog.querySelector(".modal-body :is(input:not([type=hidden]), select, textarea, summary, button)");
  if (first && matchMedia("(pointer: fine)").matches) first.focus();
  else dialog.querySelector("h2").focus();
}

async function closeModal(form, all) {
  if (form.getAttribute("aria-busy")) return;
  await post("close", { view: form.dataset.view, all: all ? "yes" : "" });
  await refresh();
}

async function submitModal(form) {
  if (form.getAttribute("aria-busy")) return;
  form.setAttribute("aria-busy", "true");
  const answer = await post("submit", { view: form.dataset.view }, collect(form));
  form.removeAttribute("aria-busy");
  if (answer.error && answer.status !== 200) toast(answer.error);
  await refresh();
  document.querySelector("#modals [aria-invalid]")?.focus();
}

// --- the clock --------------------------------------------------------------------------------------------

let ahead = 0;
function setClock() {
  ahead = Number(document.querySelector(".clock").dataset.now) - Date.now();
  tick();
}

function tick() {
  const clock = document.querySelector(".clock");
  const now = new Date(Date.now() + ahead);
  const zone = { timeZone: clock.dataset.zone };
  const time = now.toLocaleTimeString("en-GB", { ...zone, hour: "2-digit", minute: "2-digit" });
  for (const shown of document.querySelectorAll(".now")) if (shown.textContent !== time) shown.textContent = time;
  const day = now.toLocaleDateString("en-GB", { ...zone, weekday: "long", day: "numeric", month: "long", year: "numeric" }).replace(",", "");
  const shown = document.querySelector(".clock-date");
  if (shown.textContent !== day) shown.textContent = day;
}

// Moving the clock may wait for the bot, which opens its database anew.
async function working(promise) {
  byId("tools").setAttribute("aria-busy", "true");
  const answer = await promise;
  byId("tools").removeAttribute("aria-busy");
  return answer;
}

async function moveClock(to) {
  let answer = await working(post("clock", { to }));
  if (answer.ask) {
    if (!(await askWords("Go back in time?", answer.ask, "Reset and go back"))) return;
    answer = await working(post("clock", { to, sure: "yes" }));
  }
  if (answer.error) toast(answer.error);
  await refresh();
  const now = new Date(Date.now() + ahead).toLocaleString("sv-SE", { timeZone: document.querySelector(".clock").dataset.zone });
  byId("clock-to").value = now.replace(" ", "T").slice(0, 16);
}

async function reset() {
  const sentence = "Messages, forms and files go, and the bot's database begins anew.";
  if (!(await askWords("Reset the workspace?", sentence, "Reset"))) return;
  const answer = await working(post("reset"));
  if (answer.error) toast(answer.error);
  await refresh();
}

async function useShortcut(button) {
  const message = button.closest(".message");
  button.closest("details").open = false;
  const answer = await post("shortcut", { callback: button.dataset.shortcut, ts: message?.dataset.ts });
  if (answer.error) toast(answer.error);
  await refresh();
}

// --- listening to the person ------------------------------------------------------------------------------

const changedPickers = new WeakSet();
const clicks = [
  ["[data-press]", (button) => press(button.closest(".el"), undefined, button)],
  ["[data-pick]", (button) => {
    const menu = button.closest("details");
    if (menu) menu.open = false;
    press(button.closest(".el"), button.dataset.pick, menu?.querySelector("summary") ?? button);
  }],
  ["[data-shortcut]", useShortcut],
  ["[data-close]", (button) => closeModal(button.closest("form"), button.dataset.close === "all")],
  ["[data-clock]", (button) => moveClock(button.dataset.clock)],
  ["[data-reset]", reset],
  ["[data-reply]", (button) => {
    replyTo(button.dataset.reply, `Reply to ${button.closest(".message").getAttribute("aria-label")}`);
    byId("text").focus();
  }],
  ["#replying button", () => replyTo("")],
  ["#completions li", take],
  ["[data-try]", (button) => tryOut(button.dataset.try)],
  ["[role=option][data-option]", choose],
  [".chip-off", (button) => {
    const el = button.closest(".el");
    button.closest(".chip").remove();
    if ("live" in el.dataset) press(el, undefined, el.querySelector("[role=combobox]"));
  }],
];

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details[open]:is(.menu, .picker)")) if (!menu.contains(event.target)) menu.open = false;
  for (const [selector, act] of clicks) {
    const found = event.target.closest(selector);
    if (found) return void act(found);
  }
});

// Choosing a suggestion leaves the focus in the field.
document.addEventListener("mousedown", (event) => {
  if (event.target.closest("[role=option][data-option], #completions li")) event.preventDefault();
});

document.addEventListener("focusout", (event) => {
  const list = event.target.closest(".combo")?.querySelector("[role=listbox]");
  if (list) list.hidden = true;
});

document.addEventListener("change", (event) => {
  const control = event.target;
  if (control.id === "person") {
    location.href = `/?as=${control.value}&at=${at.startsWith("D") ? "messages" : at}`;
    return;
  }
  const picker = control.closest(".picker");
  if (picker) {
    showPicked(picker);
    changedPickers.add(picker);
    return;
  }
  const el = control.closest(".el[data-live]");
  if (el && control.name && control.type !== "file") press(el, undefined, control);
});

document.addEventListener("toggle", (event) => {
  const picker = event.target;
  if (!picker.matches?.(".picker") || picker.open || !changedPickers.delete(picker)) return;
  const el = picker.closest(".el[data-live]");
  if (el) press(el, undefined, picker.querySelector("summary"));
}, true);

document.addEventListener("submit", (event) => {
  event.preventDefault();
  if (event.target.id === "composer") send();
  else if (event.target.id === "set-clock") moveClock(byId("clock-to").value);
  else submitModal(event.target);
});

document.addEventListener("input", (event) => {
  if (event.target.id === "text") typed(event.target);
  else if (event.target.matches("[role=combobox]")) suggest(event.target);
});

document.addEventListener("focusin", (event) => {
  if (event.target.matches("[role=combobox]")) suggest(event.target);
});

document.addEventListener("keydown", (event) => {
  if (event.target.id === "text") return boxKey(event);
  if (event.target.matches("[role=combobox]")) return comboKey(event);
  const menu = event.target.closest?.("details[open]:is(.menu, .picker)");
  if (event.key === "Escape" && menu) {
    event.preventDefault();
    menu.open = false;
    menu.querySelector("summary").focus();
  } else if (event.key === "Enter" && event.target.matches(".modal input:not([type=checkbox], [type=radio])") && event.target.closest(".el[data-live]")) {
    event.preventDefault();
    event.target.blur();
  }
});

// --- listening to the workspace ---------------------------------------------------------------------------

let stream = null;
function listen() {
  stream?.close();
  stream = new EventSource(`/page/stream?as=${encodeURIComponent(me)}`);
  stream.onopen = refresh;
  stream.addEventListener("change", refresh);
}

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") listen();
  else stream?.close();
});
addEventListener("pagehide", () => stream?.close());

startComposer();
document.addEventListener("settle", settle);
const scroll = byId("scroll");
if (scroll) scroll.scrollTop = scroll.scrollHeight;
settle();
setInterval(tick, 1000);
listen();
post("look", { opened: "yes" }).then(refresh);

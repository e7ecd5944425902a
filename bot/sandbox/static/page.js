// The page: what the person and the workspace do, and who sees to it.
import { boxKey, restore, send, startComposer, take, tryOut, typed } from "./composer.js";
import { choose, comboKey, press, showPicked, suggest, upload } from "./controls.js";
import { closeModal, settleModals, submitModal } from "./modals.js";
import { at, byId, here, me, post, refresh, refreshSoon, toast } from "./talk.js";
import { closeThread, openThread } from "./thread.js";
import { arm, disarm, find, moveClock, openExchange, openPanel, reset, setClock, tabKey, tick, tour } from "./tools.js";

let lastSeen = null;
function settle() {
  settleModals();
  document.querySelectorAll(".picker").forEach(showPicked);
  setClock();
  const newest = byId("log")?.dataset.newest ?? "";
  if (newest !== lastSeen && document.visibilityState === "visible") {
    const first = lastSeen === null;
    lastSeen = newest;
    if (!first) post("look");
  }
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
  ["button[data-panel]", (button) => openPanel(button.dataset.panel)],
  ["[data-disarm]", disarm],
  ["[data-tour]", tour],
  ["[data-reply]", (button) => openThread(button.dataset.reply)],
  ["[data-close-thread]", closeThread],
  [".completions li", take],
  ["[data-try]", (button) => tryOut(button.dataset.try)],
  ["[role=option][data-option]", choose],
  [".chip-off", (button) => {
    const el = button.closest(".el");
    button.closest(".chip").remove();
    if ("live" in el.dataset) press(el, undefined, el.querySelector("[role=combobox], [type=file]"));
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
  if (event.target.closest("[role=option][data-option], .completions li")) event.preventDefault();
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
  if (control.type === "file") return void upload(control);
  const picker = control.closest(".picker");
  if (picker) {
    showPicked(picker);
    changedPickers.add(picker);
    return;
  }
  const el = control.closest(".el[data-live]");
  if (el && control.name) press(el, undefined, control);
});

document.addEventListener("toggle", (event) => {
  const opened = event.target;
  if (opened.dataset?.wire) return void openExchange(opened);
  if (!opened.matches?.(".picker") || opened.open || !changedPickers.delete(opened)) return;
  const el = opened.closest(".el[data-live]");
  if (el) press(el, undefined, opened.querySelector("summary"));
}, true);

document.addEventListener("submit", (event) => {
  event.preventDefault();
  const form = event.target;
  if (form.matches(".composer")) send(form);
  else if (form.id === "set-clock") moveClock(byId("clock-to").value);
  else if (form.id === "arm") arm(form);
  else submitModal(form);
});

document.addEventListener("input", (event) => {
  if (event.target.matches(".composer textarea")) typed(event.target);
  else if (event.target.id === "wire-find") find(event.target.value);
  else if (event.target.matches("[role=combobox]")) suggest(event.target);
});

document.addEventListener("focusin", (event) => {
  if (event.target.matches("[role=combobox]")) suggest(event.target);
});

document.addEventListener("keydown", (event) => {
  const target = event.target;
  if (target.matches?.(".composer textarea") && boxKey(event)) return;
  if (target.matches?.("[role=combobox]")) return comboKey(event);
  if (target.matches?.("[role=tab]")) return tabKey(event);
  const menu = target.closest?.("details[open]:is(.menu, .picker)");
  if (event.key === "Escape" && menu) {
    event.preventDefault();
    menu.open = false;
    menu.querySelector("summary").focus();
  } else if (event.key === "Escape" && target.closest?.("#thread")) {
    event.preventDefault();
    closeThread();
  } else if (event.key === "Enter" && target.matches?.(".modal input:not([type=checkbox], [type=radio])") && target.closest(".el[data-live]")) {
    event.preventDefault();
    target.blur();
  }
});

// --- listening to the workspace ---------------------------------------------------------------------------

let stream = null;
function listen() {
  stream?.close();
  stream = new EventSource(`/page/stream?as=${encodeURIComponent(me)}`);
  stream.onopen = refreshSoon;
  stream.addEventListener("change", (event) => {
    const matters = (kind) => kind !== "wire" || ["wire", "faults"].includes(here.panel);
    if (JSON.parse(event.data).some(matters)) refreshSoon();
  });
}

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") listen();
  else stream?.close();
});
addEventListener("pagehide", () => stream?.close());

startComposer();
restore(document.querySelector("#thread .composer"));
document.addEventListener("settle", settle);
settle();
setInterval(tick, 1000);
listen();
post("look", { opened: "yes" }).then(refresh);

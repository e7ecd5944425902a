// The message box: drafts, replies, and completion of commands, people and channels.
import { at, byId, me, post, refresh, toast } from "./talk.js";

const draftKey = `draft ${me} ${at}`;
let thread = "";
let active = -1;

export async function send() {
  const box = byId("text");
  const typed = box.value;
  if (!typed.trim()) return;
  box.value = "";
  sessionStorage.removeItem(draftKey);
  complete();
  const going = post("send", { text: typed, thread });
  replyTo("");
  const answer = await going;
  if (!answer.ok && answer.status !== 200) {
    box.value = box.value || typed;
    toast(answer.error);
  }
  await refresh();
  const scroll = byId("scroll");
  if (scroll) scroll.scrollTop = scroll.scrollHeight;
}

export function replyTo(ts, words = "") {
  thread = ts;
  const strip = byId("replying");
  if (!strip) return;
  strip.hidden = !ts;
  strip.querySelector("span").textContent = words;
}

function candidates(text) {
  const all = JSON.parse(byId("completion-data").textContent);
  if (text.startsWith("/")) {
    const typed = text.toLowerCase();
    const passive = all["/"].filter((one) => typed === one.text || typed.startsWith(`${one.text} `));
    if (passive.length) return { list: passive, passive: true, from: 0 };
    return { list: /\s/.test(text) ? [] : all["/"].filter((one) => one.text.startsWith(typed)), from: 0 };
  }
  const mark = Math.max(text.lastIndexOf("@"), text.lastIndexOf("#"));
  if (mark < 0 || (mark > 0 && !/\s/.test(text[mark - 1]))) return { list: [], from: 0 };
  const word = text.slice(mark).toLowerCase();
  return { list: all[text[mark]].filter((one) => one.text.toLowerCase().startsWith(word)), from: mark };
}

function complete() {
  const box = byId("text");
  const list = byId("completions");
  const found = candidates(box.value.slice(0, box.selectionStart));
  active = found.passive || !found.list.length ? -1 : 0;
  list.replaceChildren(
    ...found.list.slice(0, 12).map((one, index) => {
      const item = document.createElement("li");
      item.id = `completion-${index}`;
      item.setAttribute("role", "option");
      item.dataset.text = one.text;
      item.dataset.from = found.from;
      for (const [tag, name, words] of [["strong", "", one.text], ["span", "usage", one.hint], ["span", "about", one.about]]) {
        if (words) item.append(Object.assign(document.createElement(tag), { className: name, textContent: words }));
      }
      return item;
    }),
  );
  list.hidden = !found.list.length;
  box.setAttribute("aria-expanded", String(!list.hidden));
  mark(list, box);
}

function mark(list, box) {
  [...list.children].forEach((item, index) => item.setAttribute("aria-selected", String(index === active)));
  if (list.children[active]) {
    box.setAttribute("aria-activedescendant", list.children[active].id);
    list.children[active].scrollIntoView({ block: "nearest" });
  } else box.removeAttribute("aria-activedescendant");
}

export function take(item) {
  const box = byId("text");
  const end = box.selectionStart;
  box.setRangeText(`${item.dataset.text} `, Number(item.dataset.from), end, "end");
  box.focus();
  complete();
}

export function boxKey(event) {
  const list = byId("completions");
  const open = !list.hidden && active >= 0;
  if (open && ["ArrowDown", "ArrowUp"].includes(event.key)) {
    active = (active + (event.key === "ArrowDown" ? 1 : list.children.length - 1)) % list.children.length;
    mark(list, event.target);
  } else if (open && ["Enter", "Tab"].includes(event.key) && !event.shiftKey) take(list.children[active]);
  else if (event.key === "Escape" && !list.hidden) list.hidden = true;
  else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) send();
  else return;
  event.preventDefault();
}

export function start() {
  const box = byId("text");
  if (!box) return;
  box.value = sessionStorage.getItem(draftKey) ?? "";
  if (matchMedia("(pointer: fine)").matches && !document.querySelector("#modals dialog")) box.focus();
}

export function typed(box) {
  sessionStorage.setItem(draftKey, box.value);
  complete();
}

export function tryOut(text) {
  const box = byId("text");
  box.value = text;
  box.focus();
  typed(box);
}

// The message boxes (the channel's and the thread's): drafts, and completion of commands, people and channels.
import { at, byId, me, post, refresh, scrollToEnd, toast } from "./talk.js";

const formOf = (box) => box.closest(".composer");
const listOf = (box) => formOf(box).querySelector(".completions");
const threadOf = (box) => formOf(box).dataset.thread ?? "";
const draftKey = (box) => `draft ${me} ${at} ${threadOf(box)}`.trim();
let active = -1;

export async function send(form) {
  const box = form.querySelector("textarea");
  const typed = box.value;
  if (!typed.trim()) return;
  put(box, "");
  scrollToEnd(threadOf(box) ? "thread-scroll" : "scroll"); // before anything is drawn: who says something sees it
  const answer = await post("send", { text: typed, thread: threadOf(box) });
  if (!answer.ok && answer.status !== 200) {
    if (!box.value) put(box, typed);
    toast(answer.error);
  }
  await refresh();
}

function put(box, text) {
  box.value = text;
  typed(box);
}

function candidates(text, inThread) {
  const all = JSON.parse(byId("completion-data").textContent);
  if (text.startsWith("/")) {
    if (inThread) return { list: [], from: 0 };
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

function complete(box) {
  const list = listOf(box);
  const found = candidates(box.value.slice(0, box.selectionStart), threadOf(box));
  active = found.passive || !found.list.length ? -1 : 0;
  list.replaceChildren(
    ...found.list.slice(0, 12).map((one, index) => {
      const item = document.createElement("li");
      item.id = `${list.id}-${index}`;
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
  const box = item.closest(".composer").querySelector("textarea");
  box.setRangeText(`${item.dataset.text} `, Number(item.dataset.from), box.selectionStart, "end");
  box.focus();
  typed(box);
}

// Gives true when the key was for the box.
export function boxKey(event) {
  const box = event.target;
  const list = listOf(box);
  const open = !list.hidden && active >= 0;
  if (open && ["ArrowDown", "ArrowUp"].includes(event.key)) {
    active = (active + (event.key === "ArrowDown" ? 1 : list.children.length - 1)) % list.children.length;
    mark(list, box);
  } else if (open && ["Enter", "Tab"].includes(event.key) && !event.shiftKey) take(list.children[active]);
  else if (event.key === "Escape" && !list.hidden) list.hidden = true;
  else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) send(formOf(box));
  else return false;
  event.preventDefault();
  return true;
}

// Puts the draft back; gives the box.
export function restore(form) {
  const box = form?.querySelector("textarea");
  if (box && !box.value) box.value = sessionStorage.getItem(draftKey(box)) ?? "";
  return box;
}

export function startComposer() {
  const box = restore(byId("composer"));
  if (box && matchMedia("(pointer: fine)").matches && !document.querySelector("#modals dialog")) box.focus();
}

export function typed(box) {
  if (box.value) sessionStorage.setItem(draftKey(box), box.value);
  else sessionStorage.removeItem(draftKey(box));
  complete(box);
}

export function tryOut(text) {
  const box = byId("composer").querySelector("textarea");
  put(box, text);
  box.focus();
}

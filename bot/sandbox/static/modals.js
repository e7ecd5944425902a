// The app's modals: the sandbox says which one is on top; here they open, close, and give the focus back.
import { collect } from "./controls.js";
import { byId, post, refresh, toast } from "./talk.js";

const fields = "[autofocus], .modal-body :is(input:not([type=hidden]), select, textarea, summary, button)";
let before = null; // where the person was before the first modal opened
let latest = null;

document.addEventListener("focusin", ({ target }) => {
  if (target.closest("dialog")) return;
  const message = target.closest(".message, [data-view]")?.id;
  latest = { target, message, field: target.closest("[data-field]")?.dataset.field };
});

export function settleModals() {
  const dialogs = [...document.querySelectorAll("#modals dialog")];
  for (const dialog of dialogs) if (!dialog.open) openModal(dialog);
  if (!dialogs.length && before) {
    if (document.activeElement === document.body) wayBack(before)?.focus();
    before = null;
  }
}

function wayBack({ target, message, field }) {
  if (target.isConnected) return target;
  const el = [...(byId(message)?.querySelectorAll("[data-field]") ?? [])].find((one) => one.dataset.field === field);
  return el?.querySelector("button, a, select, summary, input") ?? document.querySelector("#composer textarea") ?? byId("main");
}

function openModal(dialog) {
  before ??= latest ?? { target: document.body };
  dialog.showModal();
  if (!dialog.dataset.wired) {
    dialog.dataset.wired = "yes";
    dialog.addEventListener("cancel", (event) => {
      if (event.target !== dialog) return;
      event.preventDefault();
      closeModal(dialog.querySelector("form"), false);
    });
    dialog.addEventListener("close", () => dialog.isConnected && closeModal(dialog.querySelector("form"), false));
  }
  const first = dialog.querySelector(fields);
  if (first && matchMedia("(pointer: fine)").matches) first.focus();
  else dialog.querySelector("h2").focus();
}

export async function closeModal(form, all) {
  if (form.getAttribute("aria-busy")) return;
  await post("close", { view: form.dataset.view, all: all ? "yes" : "" });
  await refresh();
}

export async function submitModal(form) {
  if (form.getAttribute("aria-busy")) return;
  form.setAttribute("aria-busy", "true");
  const answer = await post("submit", { view: form.dataset.view }, collect(form));
  form.removeAttribute("aria-busy");
  if (answer.error && answer.status !== 200) toast(answer.error);
  await refresh();
  document.querySelector("#modals [aria-invalid]")?.focus();
}

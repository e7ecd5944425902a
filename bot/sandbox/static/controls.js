// The app's own buttons, menus and fields: pressing, choosing, confirming, and external menus.
import { byId, post, refresh, toast } from "./talk.js";

export function placeOf(element) {
  const view = element.closest("[data-view]");
  if (view) return { root: view, fields: { view: view.dataset.view } };
  const message = element.closest(".message");
  return { root: message.querySelector(".content"), fields: { channel: message.dataset.channel, ts: message.dataset.ts } };
}

export function collect(root) {
  const form = new FormData();
  for (const control of root.querySelectorAll("[name]")) {
    if (["checkbox", "radio"].includes(control.type) && !control.checked) continue;
    form.append(control.name, control.value);
  }
  return form;
}

export async function press(el, pick, trigger) {
  const control = trigger ?? el;
  if (control.getAttribute("aria-busy")) return;
  const confirm = el.querySelector("template[data-confirm]");
  if (confirm && !(await ask(confirm.content.cloneNode(true)))) {
    undo(el);
    return;
  }
  const { root, fields } = placeOf(el);
  control.setAttribute("aria-busy", "true");
  const form = collect(root);
  if (pick !== undefined) form.append("pick", pick);
  const { block, action, field } = el.dataset;
  const answer = await post("press", { ...fields, block, action, field }, form);
  control.removeAttribute("aria-busy");
  if (answer.error) toast(answer.error);
  await refresh();
}

function undo(el) {
  for (const select of el.querySelectorAll("select")) {
    select.value = [...select.options].find((option) => option.defaultSelected)?.value ?? "";
  }
  for (const tick of el.querySelectorAll("input[type=checkbox], input[type=radio]")) tick.checked = tick.defaultChecked;
}

export function ask(content) {
  const dialog = byId("ask");
  dialog.replaceChildren(content);
  dialog.querySelector("h2").id = "ask-title";
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((done) => {
    dialog.onclick = (event) => {
      const button = event.target.closest("button");
      if (button) dialog.close(button.value);
    };
    dialog.onclose = () => done(dialog.returnValue === "yes");
  });
}

export function askWords(title, sentence, yes) {
  const content = document.createElement("template");
  content.innerHTML =
    '<h2></h2><p></p><div class="buttons"><button type="button" class="button" value="no">Cancel</button>' +
    '<button type="button" class="button button-danger" value="yes"></button></div>';
  content.content.querySelector("h2").textContent = title;
  content.content.querySelector("p").textContent = sentence;
  content.content.querySelector("[value=yes]").textContent = yes;
  return ask(content.content);
}

export function showPicked(picker) {
  const names = [...picker.querySelectorAll("input:checked")].map((tick) => tick.parentElement.querySelector("span").firstChild.textContent.trim());
  picker.querySelector(".picked").textContent = names.join(", ") || picker.dataset.empty;
}

// --- external menus ---------------------------------------------------------------------------------------

let suggestTimer = 0;
export function suggest(box) {
  clearTimeout(suggestTimer);
  suggestTimer = setTimeout(async () => {
    const combo = box.closest(".combo");
    const list = combo.querySelector("[role=listbox]");
    const el = box.closest(".el");
    const typed = box.value.trim();
    if (typed.length < Number(combo.dataset.least)) return void (list.hidden = true);
    const answer = await post("suggest", { ...placeOf(el).fields, block: el.dataset.block, action: el.dataset.action, typed });
    if (box.value.trim() !== typed) return;
    const rows = (answer.list ?? []).map(({ text, group, option }, index) => {
      const row = Object.assign(document.createElement("li"), { id: `${list.id}.${index}`, textContent: group ? `${group}: ${text}` : text });
      row.setAttribute("role", "option");
      row.setAttribute("aria-selected", String(index === 0));
      row.dataset.option = JSON.stringify(option);
      row.dataset.text = text;
      return row;
    });
    if (!rows.length) rows.push(Object.assign(document.createElement("li"), { className: "menu-item", textContent: "No results" }));
    list.replaceChildren(...rows);
    list.hidden = false;
    box.setAttribute("aria-expanded", "true");
  }, 180);
}

function chipFor(el, text, value) {
  const chip = Object.assign(document.createElement("span"), { className: "chip", textContent: text });
  chip.append(Object.assign(document.createElement("input"), { type: "hidden", name: el.dataset.field, value }));
  const off = Object.assign(document.createElement("button"), { type: "button", className: "chip-off", textContent: "×" });
  off.setAttribute("aria-label", `Remove ${text}`);
  chip.append(off);
  return chip;
}

export function choose(row) {
  const combo = row.closest(".combo");
  const el = row.closest(".el");
  const chips = combo.querySelector(".chips");
  const box = combo.querySelector("[role=combobox]");
  const chip = chipFor(el, row.dataset.text, row.dataset.option);
  if (combo.dataset.single) chips.replaceChildren(chip);
  else chips.append(chip);
  box.value = "";
  combo.querySelector("[role=listbox]").hidden = true;
  box.setAttribute("aria-expanded", "false");
  if ("live" in el.dataset) press(el, undefined, box);
}

// --- files ------------------------------------------------------------------------------------------------

export async function upload(input) {
  const el = input.closest(".el");
  for (const file of input.files) {
    const form = new FormData();
    form.set("file", file);
    const answer = await post("upload", {}, form);
    if (answer.ok) el.querySelector(".chips").append(chipFor(el, answer.name, answer.id));
    else toast(answer.error);
  }
  input.value = "";
  if ("live" in el.dataset) press(el, undefined, input);
}

export function comboKey(event) {
  const list = event.target.closest(".combo").querySelector("[role=listbox]");
  const rows = [...list.querySelectorAll("[data-option]")];
  if (list.hidden || !rows.length) return;
  const now = rows.findIndex((row) => row.getAttribute("aria-selected") === "true");
  if (["ArrowDown", "ArrowUp"].includes(event.key)) {
    const next = (now + (event.key === "ArrowDown" ? 1 : rows.length - 1)) % rows.length;
    rows.forEach((row, index) => row.setAttribute("aria-selected", String(index === next)));
    event.target.setAttribute("aria-activedescendant", rows[next].id);
    rows[next].scrollIntoView({ block: "nearest" });
  } else if (event.key === "Enter") choose(rows[Math.max(now, 0)]);
  else if (event.key === "Escape") list.hidden = true;
  else return;
  event.preventDefault();
  event.stopPropagation();
}

// Brings a part of the page up to date in place: what a person has typed, opened or focused stays.

function morph(from, to) {
  if (to.dataset && "same" in to.dataset) return; // only named: what is shown is what it would be
  if (from.nodeType !== to.nodeType || from.nodeName !== to.nodeName || (from.id ?? "") !== (to.id ?? "")) {
    from.replaceWith(to);
  } else if (from.nodeType !== Node.ELEMENT_NODE) {
    if (from.data !== to.data) from.data = to.data;
  } else if (!from.isEqualNode(to) && !("keep" in from.dataset)) {
    morphAttributes(from, to);
    if (from.nodeName === "TEMPLATE") from.innerHTML = to.innerHTML;
    else if (from.nodeName !== "TEXTAREA") morphChildren(from, to);
  }
}

function morphAttributes(from, to) {
  const own = from.matches("details, dialog") ? ["open"] : ["aria-busy"];
  const [value, ticked, picked] = [from.defaultValue, from.defaultChecked, from.defaultSelected];
  for (const { name } of [...from.attributes]) if (!to.hasAttribute(name) && !own.includes(name)) from.removeAttribute(name);
  for (const { name, value } of [...to.attributes]) if (!own.includes(name) && from.getAttribute(name) !== value) from.setAttribute(name, value);
  if (from.nodeName === "TEXTAREA") from.defaultValue = to.defaultValue;
  // The sandbox has its own idea of a field only when what it draws has changed; else the person's value stands.
  if (from.defaultValue !== value && from.type !== "file" && from !== document.activeElement) from.value = from.defaultValue;
  if (from.defaultChecked !== ticked) from.checked = from.defaultChecked;
  if (from.defaultSelected !== picked && from.defaultSelected) from.selected = true;
}

export function morphChildren(from, to) {
  const wanted = new Set([...to.children].map((child) => child.id).filter(Boolean));
  const kept = new Map();
  for (const child of [...from.children]) {
    if (!child.id) continue;
    if (wanted.has(child.id)) kept.set(child.id, child);
    else {
      if (child.nodeName === "DIALOG") child.close(); // gives the focus back
      child.remove();
    }
  }
  let here = from.firstChild;
  for (const next of [...to.childNodes]) {
    const same = next.id ? kept.get(next.id) : null;
    if (same) {
      if (same === here) here = here.nextSibling;
      else from.insertBefore(same, here);
      morph(same, next);
    } else if (here && !here.id && !next.id && here.nodeName === next.nodeName) {
      const after = here.nextSibling;
      morph(here, next);
      here = after;
    } else {
      from.insertBefore(next, here);
    }
  }
  while (here) {
    const after = here.nextSibling;
    here.remove();
    here = after;
  }
}


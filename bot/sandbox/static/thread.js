// The thread in the side pane: opening, closing, and where the focus goes.
import { restore } from "./composer.js";
import { byId, here, refresh, scrollToEnd } from "./talk.js";

function remember(ts) {
  here.thread = ts;
  const url = new URL(location.href);
  if (ts) url.searchParams.set("thread", ts);
  else url.searchParams.delete("thread");
  history.replaceState(null, "", url);
}

export async function openThread(ts) {
  remember(ts);
  await refresh();
  scrollToEnd("thread-scroll");
  restore(document.querySelector("#thread .composer"))?.focus();
}

export async function closeThread() {
  const ts = here.thread;
  remember("");
  await refresh();
  const message = byId(`m-${ts}`);
  (message?.querySelector(".replies, [data-reply]") ?? document.querySelector("#composer textarea"))?.focus();
}

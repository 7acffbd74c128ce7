// What is marked data-live="topic ..." is fetched again when the server says that a topic has news.
// Without a stream (a proxy that swallows it, an old server) the page asks again every 15 seconds.

import htmx from "./htmx";

const POLL = 15_000;
const WATCH = 60_000; // a watch ends by the clock alone: nobody tells
const TOGETHER = 120;
const APART = 1000; // in a storm the page asks once a second, not with every alert
const wanted = new Set<string>();
let timer: number | undefined;
let polling: number | undefined;
let stream: EventSource | undefined;
let streamFor = "";
let asked = 0;

function liveElements(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>("[data-live][id]")];
}

function topicsOf(element: HTMLElement): string[] {
  return (element.dataset.live ?? "").split(" ").filter(Boolean);
}

/** Somebody is writing in it, or has opened something in it: it can wait. */
function busy(element: HTMLElement): boolean {
  const at = document.activeElement;
  const typing = at instanceof HTMLElement && at.matches("input, textarea, select") && element.contains(at);
  return typing || element.querySelector("details.more[open], dialog[open], .dragged") !== null;
}

function ask(topics: string[]): void {
  if (!topics.length) return;
  for (const topic of topics) wanted.add(topic);
  timer ??= window.setTimeout(() => void refresh(), Math.max(TOGETHER, asked + APART - Date.now()));
}

async function refresh(): Promise<void> {
  timer = undefined;
  asked = Date.now();
  const due = liveElements().filter((element) => topicsOf(element).some((topic) => wanted.has(topic) || wanted.has("*")));
  const free = due.filter((element) => !busy(element));
  wanted.clear();
  if (free.length < due.length) {
    timer = window.setTimeout(() => ask(due.flatMap(topicsOf)), 2000);
  }
  if (!free.length || document.hidden) return;
  const answer = await fetch(address(), { headers: { "X-Live": "1" }, credentials: "same-origin" }).catch(() => undefined);
  stale(!answer?.ok);
  if (!answer?.ok || answer.redirected) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const element of free) replace(element, page.getElementById(element.id));
}

function replace(old: HTMLElement, fresh: HTMLElement | null): void {
  if (!fresh || !old.isConnected || old.innerHTML === fresh.innerHTML) return;
  const opened = new Set([...old.querySelectorAll<HTMLDetailsElement>("details[id][open]")].map((one) => one.id));
  const known = new Set([...old.querySelectorAll<HTMLElement>("[data-key]")].map((one) => one.dataset.key));
  const focused = old.contains(document.activeElement) ? document.activeElement?.id : "";
  const made = document.importNode(fresh, true);
  for (const one of made.querySelectorAll<HTMLDetailsElement>("details[id]")) if (opened.has(one.id)) one.open = true;
  for (const one of made.querySelectorAll<HTMLElement>("[data-key]")) {
    if (!known.has(one.dataset.key)) one.classList.add("arrived");
  }
  for (const one of made.querySelectorAll<HTMLInputElement>('input[form="bulk"]')) {
    one.checked = old.querySelector<HTMLInputElement>(`input[form="bulk"][value="${one.value}"]`)?.checked ?? false;
  }
  const scrolled = old.querySelector(".canvas")?.scrollLeft ?? 0;
  old.replaceWith(made);
  made.querySelector(".canvas")?.scrollTo(scrolled, 0);
  htmx.process(made);
  made.dispatchEvent(new Event("change", { bubbles: true }));
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
}

/** Where this page can be had again; a page that answered a form says it. */
function address(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="address"]')?.content ?? location.href;
}

function stale(is: boolean): void {
  for (const mark of document.querySelectorAll<HTMLElement>(".stale")) mark.hidden = !is;
}

function poll(): void {
  polling ??= window.setInterval(() => ask(["*"]), POLL);
}

function stopPolling(): void {
  window.clearInterval(polling);
  polling = undefined;
}

function listen(): void {
  const topics = [...new Set(liveElements().flatMap(topicsOf))].sort().join(",");
  if (!topics || topics === streamFor) return;
  stream?.close();
  streamFor = topics;
  stream = new EventSource(`/live?topics=${encodeURIComponent(topics)}`);
  let first = true;
  stream.addEventListener("open", () => {
    if (first || polling) ask(["*"]); // what happened between the making of the page and now
    first = false;
    stopPolling();
  });
  stream.addEventListener("reload", () => ask(["*"])); // more was missed while the stream was lost than the server keeps
  stream.addEventListener("changed", (event) => ask([JSON.parse((event as MessageEvent<string>).data).topic]));
  stream.addEventListener("error", poll);
}

document.addEventListener("visibilitychange", () => {
  if (!document.hidden) ask(["*"]);
});
document.addEventListener("htmx:load", listen);
setInterval(() => ask([...new Set(liveElements().flatMap(topicsOf))].filter((topic) => topic.startsWith("rota"))), WATCH);
window.addEventListener("pagehide", () => stream?.close());
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  streamFor = "";
  listen();
  ask(["*"]);
});
listen();

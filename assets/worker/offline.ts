// Without a connection: the last Now page with its age, and acts that wait until they can be sent.

import { drop, forget, keep, waiting, type Waiting } from "./store";
import { built } from "./built";
import { icons } from "./ringing";

declare const self: ServiceWorkerGlobalScope;

const KEPT = "kept"; // assets, and the page that says there is no connection: nothing of anybody's
const PRIVATE = "private"; // the last Now page: goes when its viewer signs out
const ACT = /^\/alerts\/(\d+)\/(acknowledge|resolve|escalate)$/;
const TOO_OLD = 6 * 3600_000;
const SYNC = "acts";
let sending: Promise<void> | undefined;

type Syncing = ServiceWorkerRegistration & { sync?: { register(tag: string): Promise<void> } };
type SyncEvent = ExtendableEvent & { tag: string };

async function install(): Promise<void> {
  await (await caches.open(KEPT)).addAll(built.keep);
  await self.skipWaiting();
}

/** Assets have their content in their name: those of an older build are never asked for again. */
async function activate(): Promise<void> {
  const cache = await caches.open(KEPT);
  for (const request of await cache.keys()) {
    if (!built.keep.includes(new URL(request.url).pathname)) await cache.delete(request);
  }
  await self.clients.claim();
}

async function forgetAll(): Promise<void> {
  await caches.delete(PRIVATE);
  await forget();
}

async function now(request: Request): Promise<Response> {
  try {
    const answer = await fetch(request);
    if (answer.ok && !answer.redirected) {
      const dated = new Response(await answer.clone().blob(), { headers: { ...Object.fromEntries(answer.headers), "x-kept": String(Date.now()) } });
      await (await caches.open(PRIVATE)).put("/", dated);
      void send();
    } else if (answer.redirected || answer.type === "opaqueredirect") {
      await forgetAll(); // nobody is signed in here any more
    }
    return answer;
  } catch {
    return (await lastNow()) ?? said("Watchbill cannot be reached from here, and nothing was seen here before.");
  }
}

async function lastNow(): Promise<Response | undefined> {
  const known = await (await caches.open(PRIVATE)).match("/");
  if (!known) return undefined;
  const html = await known.text();
  const note = `<div class="notice soon" id="offline" role="status"><p><strong>No connection.</strong> ${age(Number(known.headers.get("x-kept")))}</p></div>`;
  return page(html.replace(/(<main\b[^>]*>)/, `$1${note}${await waitingNote()}`), known.headers.get("content-security-policy"));
}

function age(kept: number): string {
  const at = new Date(kept).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  return `This is as of ${at}, ${long(Date.now() - kept)} ago.`;
}

function long(length: number): string {
  const minutes = Math.round(length / 60_000);
  if (minutes < 60) return `${minutes} min`;
  return minutes < 60 * 48 ? `${Math.round(minutes / 60)} h` : `${Math.round(minutes / 1440)} d`;
}

async function waitingNote(): Promise<string> {
  const acts = await waiting();
  const lines = acts.map((one) => `<li>${one.what}</li>`).join("");
  return lines && `<div class="notice" id="waiting"><p><strong>Not done yet.</strong> Sent when there is a connection:</p><ul>${lines}</ul></div>`;
}

function page(html: string, policy: string | null, status = 200): Response {
  const headers = { "Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store", ...(policy && { "Content-Security-Policy": policy }) };
  return new Response(html, { status, headers });
}

async function said(sentence: string): Promise<Response> {
  const known = await (await caches.open(KEPT)).match("/offline");
  const html = known ? await known.text() : `<!DOCTYPE html><title>No connection</title><p id="said"></p>`;
  return page(html.replace(/<p id="said">[^<]*/, `<p id="said">${sentence}`), known?.headers.get("content-security-policy") ?? null);
}

async function tryAct(request: Request): Promise<Response> {
  const copy = request.clone();
  try {
    return await fetch(request);
  } catch {
    return await queue(copy);
  }
}

async function queue(request: Request): Promise<Response> {
  const url = new URL(request.url).pathname;
  const [, alert, verb] = ACT.exec(url) ?? [];
  const what = `${verb} alert #${alert}`;
  const type = request.headers.get("Content-Type") ?? "application/x-www-form-urlencoded";
  const known = (await waiting()).some((one) => one.url === url);
  if (!known) await keep({ url, type, body: await request.text(), asked: Date.now(), what });
  await (self.registration as Syncing).sync?.register(SYNC).catch(() => undefined);
  return said(`Not done yet: there is no connection. “${what}” is kept here, and is sent as soon as there is one.`);
}

/** One at a time, in their order; what the server refuses is said and not tried again. */
function send(): Promise<void> {
  sending ??= sendAll().finally(() => (sending = undefined));
  return sending;
}

async function sendAll(): Promise<void> {
  for (const act of await waiting()) {
    const outcome = Date.now() - act.asked > TOO_OLD ? `not sent: it waited for more than ${long(TOO_OLD)}` : await sent(act);
    if (act.id !== undefined) await drop(act.id);
    await tell(act, outcome);
  }
}

/** Throws while there is no connection: the browser asks again. */
async function sent(act: Waiting): Promise<string> {
  const answer = await fetch(act.url, { method: "POST", body: act.body, headers: { "Content-Type": act.type }, credentials: "same-origin" });
  if (answer.status >= 502 && answer.status <= 504) throw new Error(`answered ${answer.status}`);
  if (new URL(answer.url).pathname.startsWith("/accounts/")) return "not done: you are signed out";
  return answer.ok ? "done" : `not done: the server answered ${answer.status}; open the alert to see why`;
}

async function tell(act: Waiting, outcome: string): Promise<void> {
  const sentence = `${act.what}: ${outcome}.`;
  for (const client of await self.clients.matchAll({ type: "window" })) client.postMessage({ said: sentence, done: outcome === "done" });
  if (Notification.permission !== "granted") return;
  const data = { url: act.url.replace(/\/[a-z]+$/, ""), act: "", tag: act.url };
  await self.registration.showNotification("Watchbill is connected again", { body: sentence, tag: act.url, ...icons, data });
}

async function asset(request: Request): Promise<Response> {
  return (await caches.match(request)) ?? fetch(request);
}

async function any(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch {
    return said("This page cannot be opened without a connection.");
  }
}

async function signOut(request: Request): Promise<Response> {
  await forgetAll();
  return fetch(request);
}

function answer(request: Request): Promise<Response> | undefined {
  const { origin, pathname, search } = new URL(request.url);
  if (origin !== self.location.origin) return undefined;
  if (request.method === "POST" && pathname === "/accounts/logout/") return signOut(request);
  if (request.method === "POST" && ACT.test(pathname)) return tryAct(request);
  if (request.method !== "GET") return undefined;
  if (pathname.startsWith("/static/")) return asset(request);
  if (request.mode !== "navigate") return undefined;
  return pathname === "/" && !search ? now(request) : any(request);
}

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("fetch", (event) => {
  const answered = answer(event.request);
  if (answered) event.respondWith(answered);
});
self.addEventListener("sync", (event) => {
  const { tag } = event as unknown as SyncEvent;
  if (tag === SYNC) (event as unknown as SyncEvent).waitUntil(send());
});
self.addEventListener("message", (event) => {
  if (event.data === "send") event.waitUntil(send().catch(() => undefined));
});

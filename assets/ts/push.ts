// The service worker, and having this device ring: asked for by a press on one's own page, renewed by itself when the browser changed it.

const KNOWN = "watchbill-rings"; // the endpoint that the server was told

type Keys = { endpoint: string; p256dh: string; auth: string };

function form(): HTMLFormElement | null {
  return document.querySelector<HTMLFormElement>("#ring-device");
}

function say(sentence: string): void {
  const status = form()?.querySelector<HTMLElement>("[role=status]");
  if (status) status.textContent = sentence;
}

function bytes(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));
}

function text(buffer: ArrayBuffer | null): string {
  const said = btoa(String.fromCharCode(...new Uint8Array(buffer ?? new ArrayBuffer(0))));
  return said.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function keysOf(subscription: PushSubscription): Keys {
  return { endpoint: subscription.endpoint, p256dh: text(subscription.getKey("p256dh")), auth: text(subscription.getKey("auth")) };
}

async function subscribe(at: ServiceWorkerRegistration, key: string): Promise<PushSubscription> {
  const held = await at.pushManager.getSubscription();
  if (held && text(held.options.applicationServerKey) === key) return held;
  await held?.unsubscribe(); // it was for another key of the server
  return at.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(key) });
}

async function ring(to: HTMLFormElement): Promise<void> {
  if ((await Notification.requestPermission()) !== "granted") {
    say("The browser does not allow it. Allow notifications for this page in its settings, and press again.");
    return;
  }
  say("Asking the browser …");
  const subscription = await subscribe(await navigator.serviceWorker.ready, to.dataset.key ?? "");
  const said = { ...keysOf(subscription), replaces: localStorage.getItem(KNOWN) ?? "" };
  for (const [name, value] of Object.entries(said)) to.querySelector<HTMLInputElement>(`[name=${name}]`)!.value = value;
  localStorage.setItem(KNOWN, subscription.endpoint);
  to.submit();
}

/** Browsers end a subscription and make another when they like: the server is told, with the rights of whoever is signed in. */
async function renew(at: ServiceWorkerRegistration): Promise<void> {
  const known = localStorage.getItem(KNOWN);
  const token = document.querySelector<HTMLInputElement>("[name=csrfmiddlewaretoken]")?.value;
  const subscription = await at.pushManager?.getSubscription();
  if (!known || !token || !subscription || subscription.endpoint === known) return;
  const body = new URLSearchParams({ ...keysOf(subscription), replaces: known, csrfmiddlewaretoken: token });
  const answer = await fetch("/me/devices", { method: "POST", body });
  if (answer.ok && !answer.url.includes("/accounts/")) localStorage.setItem(KNOWN, subscription.endpoint);
}

async function arrange(at: ServiceWorkerRegistration): Promise<void> {
  const to = form();
  if (!to) return;
  to.hidden = false;
  const button = to.querySelector("button")!;
  if (!at.pushManager) {
    button.hidden = true;
    say("This browser cannot ring. On an iPhone: share, “Add to Home Screen”, and open it from there.");
    return;
  }
  const held = await at.pushManager.getSubscription();
  const row = held && document.querySelector<HTMLElement>(`[data-end="${CSS.escape(held.endpoint.slice(-12))}"]`);
  row?.querySelector(".this-device")?.removeAttribute("hidden");
  button.addEventListener("click", () => {
    ring(to).catch((problem: unknown) => say(`The browser could not subscribe: ${problem instanceof Error ? problem.message : problem}`));
  });
}

/** What the worker sent for us while nobody looked. */
function heard(event: MessageEvent<{ said?: string; done?: boolean }>): void {
  const toasts = document.querySelector("#toasts");
  if (!event.data.said || !toasts) return;
  const toast = document.createElement("div");
  toast.className = event.data.done ? "toast success" : "toast error";
  const words = document.createElement("span");
  words.textContent = event.data.said;
  const close = document.createElement("button");
  close.type = "button";
  close.textContent = "✕";
  close.setAttribute("aria-label", "Close");
  close.addEventListener("click", () => toast.remove());
  toast.append(words, close);
  toasts.append(toast);
}

async function start(): Promise<void> {
  const at = await navigator.serviceWorker.register("/sw.js");
  navigator.serviceWorker.addEventListener("message", heard);
  const send = () => navigator.serviceWorker.controller?.postMessage("send");
  window.addEventListener("online", send);
  send();
  await arrange(at);
  await renew(at);
}

if ("serviceWorker" in navigator) start().catch(() => undefined); // a browser that keeps nothing loses offline and ringing, no more
else form()?.removeAttribute("hidden");

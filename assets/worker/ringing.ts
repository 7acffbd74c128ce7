// A push becomes a notification; its buttons act through the signed link that came with it, and say what the server said.

import { built } from "./built";

declare const self: ServiceWorkerGlobalScope;

interface Page {
  title: string;
  text: string;
  urgency: "high" | "low";
  tag: string;
  url: string;
  act: string;
}

interface Button {
  action: string;
  title: string;
}

type Options = NotificationOptions & { actions?: Button[]; vibrate?: number[]; renotify?: boolean };
const BUTTONS = [
  { action: "acknowledge", title: "Acknowledge" },
  { action: "escalate", title: "Escalate" },
];

export const icons = { icon: built.icon, badge: built.badge };

async function show(page: Page, said?: string): Promise<void> {
  const rings = said === undefined;
  const urgent = page.urgency === "high";
  const options: Options = {
    body: said ?? page.text,
    tag: page.tag,
    ...icons,
    data: page,
    requireInteraction: urgent && rings,
    vibrate: urgent && rings ? [400, 150, 400, 150, 800] : undefined,
    silent: rings ? undefined : true,
    actions: page.act ? (rings ? BUTTONS : []) : [],
  };
  await self.registration.showNotification(page.title, options);
}

/** The answer of the server to a button; never said to be done before the server said so. */
async function act(page: Page, what: string): Promise<void> {
  try {
    const address = new URL(page.act);
    const answer = await fetch(address.pathname, {
      method: "POST",
      headers: { Accept: "application/json", "Content-Type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams({ act: what }),
      credentials: "omit",
    });
    const said = (await answer.json()) as { done: boolean; sentence: string };
    await show(page, said.done ? said.sentence : `Not done: ${said.sentence}`);
  } catch {
    await ringAgain(page, `Not done: Watchbill could not be reached. Press again, or open it.`);
  }
}

/** The buttons stay: what was pressed did not arrive. */
async function ringAgain(page: Page, said: string): Promise<void> {
  const options: Options = { body: said, tag: page.tag, ...icons, data: page, requireInteraction: true, actions: BUTTONS };
  await self.registration.showNotification(page.title, options);
}

async function open(url: string): Promise<void> {
  const wanted = new URL(url || "/", self.location.origin);
  if (wanted.origin !== self.location.origin) return void (await self.clients.openWindow(wanted.href));
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const there = windows.find((one) => new URL(one.url).pathname === wanted.pathname) ?? windows[0];
  if (!there) return void (await self.clients.openWindow(wanted.href));
  await there.focus();
  if (new URL(there.url).pathname !== wanted.pathname) await there.navigate(wanted.href).catch(() => self.clients.openWindow(wanted.href));
}

function read(event: PushEvent): Page {
  const empty: Page = { title: "Watchbill", text: "There is news. Open it to see.", urgency: "high", tag: "watchbill", url: "/", act: "" };
  try {
    return { ...empty, ...(event.data?.json() as Partial<Page>) };
  } catch {
    return empty;
  }
}

self.addEventListener("push", (event) => event.waitUntil(show(read(event))));
self.addEventListener("notificationclick", (event) => {
  const page = event.notification.data as Page;
  event.notification.close();
  event.waitUntil(event.action && page.act ? act(page, event.action) : open(page.url));
});

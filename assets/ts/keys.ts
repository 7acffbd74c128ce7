// Keys for those who never touch the mouse; `?` lists them. Nothing happens while somebody types.

const DOORS: Record<string, string> = { n: "/", a: "/alerts", r: "/rota", p: "/people", s: "/services" };
let gone = false;

document.addEventListener("keydown", (event) => {
  const at = event.target as HTMLElement;
  if (event.ctrlKey || event.metaKey || event.altKey || at.closest("input, textarea, select, dialog, [contenteditable]")) return;
  if (gone && DOORS[event.key] && document.querySelector(".rail")) location.assign(DOORS[event.key] as string);
  gone = event.key === "g";
  if (event.key === "?") document.querySelector<HTMLDialogElement>("#keys")?.showModal();
  if (event.key === "f") focusFilter(event);
  if (event.key === "j" || event.key === "k") step(event.key === "j" ? 1 : -1);
});

function focusFilter(event: KeyboardEvent): void {
  const filter = document.querySelector<HTMLInputElement>('main input[type="search"]');
  if (!filter) return;
  event.preventDefault();
  filter.focus();
}

function step(by: number): void {
  const rows = [...document.querySelectorAll<HTMLElement>("tbody a.main")];
  const at = rows.indexOf(document.activeElement as HTMLElement);
  rows[at < 0 ? 0 : at + by]?.focus();
}

// A menu that was opened closes with Escape, or when one goes elsewhere.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll<HTMLDetailsElement>("details.more[open]")) {
    menu.open = false;
    menu.querySelector("summary")?.focus();
  }
});
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll<HTMLDetailsElement>("details.more[open]")) {
    if (!menu.contains(event.target as Node)) menu.open = false;
  }
});

// The palette: `/` or Ctrl-K opens it, arrows walk what was found, Enter goes there, Escape closes.

import htmx from "./htmx";

const palette = document.querySelector<HTMLDialogElement>("#palette");
const words = palette?.querySelector<HTMLInputElement>("#palette-words");

function open(): void {
  if (!palette || !words || palette.open) return;
  palette.showModal();
  words.select();
  htmx.trigger(words, "open", {});
}

function walk(by: number): void {
  const hits = [...(palette?.querySelectorAll<HTMLElement>("a.hit") ?? [])];
  const at = hits.indexOf(document.activeElement as HTMLElement);
  const to = at + by;
  if (to < 0) words?.focus();
  else hits[Math.min(to, hits.length - 1)]?.focus();
}

document.addEventListener("keydown", (event) => {
  const typing = (event.target as HTMLElement).closest("input, textarea, select, dialog, [contenteditable]");
  const asked = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k";
  const slash = event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey;
  if (!asked && !slash) return;
  if (!palette) return;
  event.preventDefault();
  open();
});

palette?.addEventListener("keydown", (event) => {
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    walk(event.key === "ArrowDown" ? 1 : -1);
  }
  if (event.key === "Escape") {
    event.preventDefault(); // a search field would only empty itself
    palette.close();
  }
  if (event.key === "Enter" && document.activeElement === words) {
    const first = palette.querySelector<HTMLAnchorElement>("a.hit");
    if (!first) return;
    event.preventDefault();
    location.assign(first.href);
  }
});

palette?.addEventListener("click", (event) => {
  const at = event.target as HTMLElement;
  if (at === palette || at.closest("[data-closes]")) palette.close();
});

document.addEventListener("click", (event) => {
  const link = (event.target as HTMLElement).closest<HTMLAnchorElement>("a[data-opens-palette]");
  if (!link || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  open();
});

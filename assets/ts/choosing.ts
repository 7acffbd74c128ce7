// Rows of a list are chosen with their boxes, or with `x`; what can be done with them then appears above the list.

const bar = (): HTMLFormElement | null => document.querySelector<HTMLFormElement>("#bulk");
const boxes = (): HTMLInputElement[] => [...document.querySelectorAll<HTMLInputElement>('input[form="bulk"]')];

function show(): void {
  const form = bar();
  const all = document.querySelector<HTMLInputElement>("input[data-choose-all]");
  if (!form) return;
  const chosen = boxes().filter((box) => box.checked).length;
  form.hidden = chosen === 0;
  const count = form.querySelector<HTMLElement>("#chosen-count");
  if (count && count.textContent !== `${chosen} chosen`) count.textContent = chosen ? `${chosen} chosen` : "";
  if (!all) return;
  all.hidden = false;
  all.checked = chosen > 0 && chosen === boxes().length;
  all.indeterminate = chosen > 0 && !all.checked;
}

document.addEventListener("change", (event) => {
  const at = event.target as HTMLElement;
  if (at.matches("input[data-choose-all]")) for (const box of boxes()) box.checked = (at as HTMLInputElement).checked;
  show();
});
document.addEventListener("reset", () => setTimeout(show));
document.addEventListener("htmx:load", show);
document.addEventListener("keydown", (event) => {
  const at = event.target as HTMLElement;
  if (event.ctrlKey || event.metaKey || event.altKey || at.closest("input, textarea, select, dialog, [contenteditable]")) return;
  if (event.key === "x") {
    const box = at.closest("tr")?.querySelector<HTMLInputElement>('input[form="bulk"]');
    box?.click();
  }
  const verb = { A: "acknowledge", R: "resolve" }[event.key];
  if (verb && boxes().some((box) => box.checked)) bar()?.querySelector<HTMLButtonElement>(`button[value="${verb}"]`)?.click();
});
show();

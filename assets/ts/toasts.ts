// What was done is said for a while; what went wrong stays until it is closed.

const STAYS = 8000;
const WAY_BACK = 12_000;

function arrange(toast: HTMLElement): void {
  if (toast.dataset.arranged) return;
  toast.dataset.arranged = "yes";
  toast.querySelector("button[data-closes]")?.addEventListener("click", () => toast.remove());
  if (!toast.classList.contains("error")) setTimeout(() => toast.remove(), toast.classList.contains("undo") ? WAY_BACK : STAYS);
}

function all(): void {
  document.querySelectorAll<HTMLElement>(".toast").forEach(arrange);
}

document.addEventListener("htmx:load", all);
document.addEventListener("htmx:afterSettle", all);
all();

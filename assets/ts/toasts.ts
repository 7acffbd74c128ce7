// What was done is said for a while; what went wrong stays until it is closed.

const STAYS = 8000;

function arrange(toast: HTMLElement): void {
  if (toast.dataset.arranged) return;
  toast.dataset.arranged = "yes";
  toast.querySelector("button")?.addEventListener("click", () => toast.remove());
  if (!toast.classList.contains("error")) setTimeout(() => toast.remove(), STAYS);
}

function all(): void {
  document.querySelectorAll<HTMLElement>(".toast").forEach(arrange);
}

document.addEventListener("htmx:load", all);
document.addEventListener("htmx:afterSettle", all);
all();

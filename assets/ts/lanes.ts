// On a small screen the lanes are wider than the page: they open where now is.

function toNow(canvas: HTMLElement): void {
  const now = canvas.querySelector(".now-line");
  if (!now || canvas.scrollWidth <= canvas.clientWidth || canvas.scrollLeft) return;
  const at = now.getBoundingClientRect().left - canvas.getBoundingClientRect().left;
  canvas.scrollLeft = Math.max(0, at - canvas.clientWidth / 4);
}

document.querySelectorAll<HTMLElement>(".lanes .canvas").forEach(toNow);

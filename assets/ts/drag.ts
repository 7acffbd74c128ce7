// Dragging along the result of a rota chooses a span of time; the form that it opens shows the effect before it is done.
// By keyboard and by thumb the same form opens from each shift.

const STEPS = [15, 30, 60, 120, 360, 720, 1440].map((minutes) => minutes * 60_000);
const LEAST = 6; // pixels of a step, and of what counts as dragging
const SVG = "http://www.w3.org/2000/svg";

interface Drag {
  canvas: SVGSVGElement;
  from: number;
  person: string;
  x: number;
  mark?: SVGRectElement;
  says?: SVGTextElement;
}

let drag: Drag | undefined;

function number(canvas: SVGSVGElement, name: "start" | "end" | "top" | "tall"): number {
  return Number(canvas.dataset[name]);
}

/** The instant under the pointer, in whole steps since the beginning of the span. */
function instant(canvas: SVGSVGElement, clientX: number, round: (value: number) => number): number {
  const box = canvas.getBoundingClientRect();
  const [start, end] = [number(canvas, "start"), number(canvas, "end")];
  const step = STEPS.find((each) => (each / (end - start)) * box.width >= LEAST) ?? (STEPS.at(-1) as number);
  const at = ((clientX - box.left) / box.width) * (end - start);
  return Math.min(end, Math.max(start, start + round(at / step) * step));
}

function span(of: Drag, clientX: number): [number, number] {
  const backwards = clientX < of.x;
  const to = instant(of.canvas, clientX, backwards ? Math.floor : Math.ceil);
  return backwards ? [to, instant(of.canvas, of.x, Math.ceil)] : [of.from, to];
}

function draw(of: Drag, low: number, high: number): void {
  const [start, end] = [number(of.canvas, "start"), number(of.canvas, "end")];
  of.mark ??= of.canvas.appendChild(document.createElementNS(SVG, "rect"));
  of.says ??= of.canvas.appendChild(document.createElementNS(SVG, "text"));
  of.mark.setAttribute("class", "dragged");
  of.mark.setAttribute("x", `${((low - start) / (end - start)) * 100}%`);
  of.mark.setAttribute("width", `${((high - low) / (end - start)) * 100}%`);
  of.mark.setAttribute("y", of.canvas.dataset.top ?? "0");
  of.mark.setAttribute("height", of.canvas.dataset.tall ?? "0");
  of.says.setAttribute("class", "dragged-says");
  of.says.setAttribute("x", `${((low - start) / (end - start)) * 100}%`);
  of.says.setAttribute("y", String(number(of.canvas, "top") - 6));
  of.says.textContent = `${say(of.canvas, low)} to ${say(of.canvas, high)}`;
}

function say(canvas: SVGSVGElement, at: number): string {
  const how: Intl.DateTimeFormatOptions = { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" };
  return new Intl.DateTimeFormat("en-GB", { ...how, timeZone: canvas.dataset.zone }).format(at);
}

function again(of: Drag): void {
  of.canvas = document.querySelector<SVGSVGElement>("svg[data-override]") ?? of.canvas;
  of.mark = of.says = undefined;
}

function end(): void {
  drag?.mark?.remove();
  drag?.says?.remove();
  drag = undefined;
}

document.addEventListener("pointerdown", (event) => {
  if (event.pointerType === "touch" || event.button !== 0) return;
  const at = event.target as Element;
  const canvas = at.closest<SVGSVGElement>("svg[data-override]");
  if (!canvas || !at.closest("g.result")) return;
  const link = at.closest("a")?.getAttribute("href") ?? "";
  const person = new URL(link, location.href).searchParams.get("person") ?? "";
  drag = { canvas, person, x: event.clientX, from: instant(canvas, event.clientX, Math.floor) };
});

document.addEventListener("pointermove", (event) => {
  if (drag && !drag.canvas.isConnected) again(drag); // news came in between, and the lanes were drawn anew
  if (!drag || (!drag.mark && Math.abs(event.clientX - drag.x) < LEAST)) return;
  draw(drag, ...span(drag, event.clientX));
});

document.addEventListener("pointerup", (event) => {
  if (!drag?.mark) {
    drag = undefined;
    return;
  }
  const [low, high] = span(drag, event.clientX);
  const [canvas, person] = [drag.canvas, drag.person];
  window.addEventListener("click", (click) => click.preventDefault(), { capture: true, once: true });
  setTimeout(end, 0);
  if (high <= low) return;
  const wanted = new URLSearchParams({ start: new Date(low).toISOString(), end: new Date(high).toISOString() });
  if (person) wanted.set("person", person);
  location.assign(`${canvas.dataset.override}?${wanted}`);
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") end();
});
document.addEventListener("dragstart", (event) => {
  if ((event.target as Element).closest?.("svg[data-override]")) event.preventDefault();
});

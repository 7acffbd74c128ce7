// Keeps what the server wrote alive: "12 min ago", clocks that run, and countdowns. The server's clock counts, not the device's.

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

function serverNow(): number {
  return Date.now() + offset;
}

let offset = 0;
const written = document.querySelector<HTMLMetaElement>('meta[name="now"]');
if (written) offset = Date.parse(written.content) - Date.now();

/** The two largest units of a length of time, as interfaces/ui/spoken.py says it. */
function lasting(seconds: number): string {
  if (seconds < MINUTE) return `${seconds} s`;
  if (seconds < HOUR) return `${Math.floor(seconds / MINUTE)} min`;
  const [size, name, small, smaller] = seconds < DAY ? [HOUR, "h", MINUTE, "min"] : ([DAY, "d", HOUR, "h"] as const);
  const rest = Math.floor((seconds % size) / small);
  const whole = `${Math.floor(seconds / size)} ${name}`;
  return rest && seconds < 10 * size ? `${whole} ${rest} ${smaller}` : whole;
}

function relative(seconds: number): string {
  if (Math.abs(seconds) < 5) return "now";
  return seconds > 0 ? `${lasting(seconds)} ago` : `in ${lasting(-seconds)}`;
}

function running(seconds: number): string {
  const rest = Math.max(0, seconds);
  const parts = [Math.floor(rest / HOUR), Math.floor((rest % HOUR) / MINUTE), rest % MINUTE];
  return parts.map((part) => String(part).padStart(2, "0")).join(":");
}

function since(element: HTMLElement): number {
  const at = element.closest("time")?.dateTime ?? "";
  return Math.round((serverNow() - Date.parse(at)) / 1000);
}

function write(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

function tick(): void {
  for (const element of document.querySelectorAll<HTMLElement>("time .ago")) write(element, `, ${relative(since(element))}`);
  for (const element of document.querySelectorAll<HTMLElement>("time .rel")) write(element, relative(since(element)));
  for (const element of document.querySelectorAll<HTMLElement>("time.clock")) write(element, running(since(element)));
}

setInterval(tick, 1000);
document.addEventListener("htmx:load", tick);

import htmx from "htmx.org";

// A page that answers with a problem is shown like any other answer: its sentence is what the person needs.
htmx.config.responseHandling = [
  { code: "204", swap: false },
  { code: "...", swap: true },
];
htmx.config.includeIndicatorStyles = false;
htmx.config.allowEval = false;
htmx.config.historyCacheSize = 0;
htmx.config.refreshOnHistoryMiss = true;
htmx.config.selfRequestsOnly = true;

// A filter that is not set does not stand in the address.
document.addEventListener("htmx:configRequest", (event) => {
  const { verb, formData } = (event as CustomEvent<{ verb: string; formData: FormData }>).detail;
  if (verb !== "get") return;
  for (const [name, value] of [...formData]) if (value === "") formData.delete(name);
});

export default htmx;

// A button with data-copy="id" copies the text of that element and says so.

document.addEventListener("click", (event) => {
  const button = (event.target as Element).closest<HTMLButtonElement>("button[data-copy]");
  const source = button && document.getElementById(button.dataset.copy ?? "");
  if (button && source) void copy(button, source);
});

async function copy(button: HTMLButtonElement, source: HTMLElement): Promise<void> {
  const label = button.textContent;
  button.textContent = (await written(source.textContent ?? "")) ? "Copied" : selected(source);
  setTimeout(() => (button.textContent = label), 2000);
}

async function written(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false; // no permission, or the page is not served over https
  }
}

function selected(source: HTMLElement): string {
  getSelection()?.selectAllChildren(source);
  return "Selected: press Ctrl-C";
}

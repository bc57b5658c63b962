// The page's keys, in one place: what the help lists is what is listened to.

const keys = [];

/** Listen for a key. `combo` is "Ctrl+K", "?" or "Escape"; keys without Ctrl are for typing where there is a field. */
export function onKey(combo, words, press) {
  keys.push({ combo, words, press });
}

/** All keys with their words, for the help. */
export function allKeys() {
  return keys.map(({ combo, words }) => ({ combo, words }));
}

/** Whether an element takes what is typed. */
export function isField(node) {
  return node instanceof HTMLElement && (node.matches("input, textarea, select") || node.isContentEditable);
}

function fits(combo, event) {
  if (event.target.closest?.("[data-keys]")?.dataset.keys === combo) return false; // there the key means something else
  const parts = combo.split("+");
  const key = parts.pop();
  const control = parts.includes("Ctrl");
  if (control !== (event.ctrlKey || event.metaKey) || event.altKey) return false;
  if (!control && isField(event.target)) return false;
  return event.key.toLowerCase() === key.toLowerCase();
}

// in the first phase, so that they work in modals and questions as well
document.addEventListener(
  "keydown",
  (event) => {
    const found = keys.find(({ combo }) => combo.split(" or ").some((one) => fits(one, event)));
    if (!found) return;
    event.preventDefault();
    event.stopPropagation();
    found.press(event);
  },
  true,
);

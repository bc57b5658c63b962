// Where the focus is goes on after a redrawing: to the same control, and where that is gone, to what it stood in.

/** Remember which control inside has the focus, and return what gives it back to a successor; answers whether it did. */
export function keepFocus(root) {
  const active = document.activeElement;
  if (!root.contains(active)) return () => false;
  const known = { id: active.dataset.focus, words: wordsOf(active) };
  const range = known.id && "selectionStart" in active ? [active.selectionStart, active.selectionEnd] : null;
  return (successor) => {
    const next = same(successor, known);
    if (!next) return false;
    next.focus({ preventScroll: true });
    if (range && range[0] !== null && next.setSelectionRange) next.setSelectionRange(...range);
    return document.activeElement === next;
  };
}

/** Give the focus to what can have it, if nothing has. */
export function catchFocus(node) {
  if (document.activeElement === document.body) node?.focus({ preventScroll: true });
}

/** Where the focus is, and a function that brings it back; into the modal on top where one has opened since. */
export function keepPlace() {
  const before = document.activeElement;
  const row = before?.closest("article[data-ts]");
  const pane = row?.closest(".pane")?.id;
  const again = row ? keepFocus(row) : null;
  return () => {
    const top = [...document.querySelectorAll("dialog[open]")].at(-1);
    const place = before?.isConnected && before !== document.body && (!top || top.contains(before)) ? before : null;
    const drawn = !place && !top && pane ? document.querySelector(`#${pane} article[data-ts="${row.dataset.ts}"]`) : null;
    if (drawn) return void (again(drawn) || drawn.focus({ preventScroll: true })); // meanwhile it was drawn anew
    const root = top ?? document;
    (place ?? root.querySelector(top ? ".modal-body input, .modal-body textarea, button" : "#main .composer textarea"))?.focus();
  };
}

// Apps seldom name their blocks, and an unnamed one gets another name with every update; so the element's own name
// will do, and at last its words, as where a list is turned by buttons called after the pages: where they name one only.
function same(successor, { id, words }) {
  const fields = [...successor.querySelectorAll("[data-focus]")].filter((node) => !node.disabled);
  const only = (fits) => {
    const found = fields.filter(fits);
    return found.length === 1 ? found[0] : undefined;
  };
  const own = (name) => name?.slice(name.indexOf("/") + 1);
  if (id === undefined) return undefined;
  return fields.find((node) => node.dataset.focus === id) ?? only((node) => own(node.dataset.focus) === own(id)) ?? only((node) => words && wordsOf(node) === words);
}

function wordsOf(node) {
  return node.matches("button, a") ? (node.getAttribute("aria-label") ?? node.textContent.trim()) : "";
}

// Where the tour's card stands: beside what it points at, never over it.

const GAP = 12;
const EDGE = 8;
const LEAST = 110; // px that a card needs to be read
const MOST_RING = 0.45; // of the window's height; of what is taller the beginning is meant

/** What a step points at: the last visible one in the modal on top, else in the page. */
export function pointed(point) {
  if (!point) return null;
  const root = [...document.querySelectorAll("dialog[open]")].at(-1) ?? document;
  const found = point.selector ? [...root.querySelectorAll(point.selector)] : labelled(root, point.label);
  return found.filter((node) => node.getClientRects().length && !node.closest(".tour")).at(-1) ?? null;
}

function labelled(root, label) {
  const names = (node) => [node.getAttribute("aria-label"), node.textContent.trim(), ...[...(node.labels ?? [])].map((each) => each.textContent.trim())];
  const begins = label.endsWith("…") ? label.slice(0, -1) : null;
  const fits = (name) => name && (begins === null ? name === label : name.startsWith(begins));
  return [...root.querySelectorAll("button, a, input, textarea, select, [role=combobox]")].filter((node) => names(node).some(fits));
}

let shown = null; // what was brought into sight: once a step, so that a reader may scroll

/** Put ring and card; `key` names the step. */
export function placed(card, ring, target, key) {
  const wanted = target ? `${key}` : null;
  if (target && (shown?.key !== wanted || shown.target !== target)) {
    shown = { key: wanted, target };
    const { top, bottom } = target.getBoundingClientRect();
    const hidden = top < 60 || bottom > innerHeight - 60;
    if (hidden) target.scrollIntoView({ block: "center" });
  }
  const area = target ? areaOf(target) : null;
  ring.hidden = !area;
  if (area) put(ring, { left: area.left - 4, top: area.top - 4, width: area.width + 8, height: area.height + 8 });
  card.style.maxHeight = `${innerHeight - 2 * EDGE}px`;
  const { width, height } = card.getBoundingClientRect();
  const at = area ? beside(area, width, height) : { left: innerWidth - width - 16, top: innerHeight - height - 96 };
  card.style.left = `${Math.max(EDGE, at.left)}px`;
  card.style.top = `${Math.max(EDGE, at.top)}px`;
  if (at.room) card.style.maxHeight = `${at.room}px`;
}

function put(node, { left, top, width, height }) {
  Object.assign(node.style, { left: `${left}px`, top: `${top}px`, width: `${width}px`, height: `${height}px` });
}

// the part of the target that is in sight
function areaOf(target) {
  const box = target.getBoundingClientRect();
  const top = Math.max(0, box.top);
  const bottom = Math.min(innerHeight, box.bottom, top + innerHeight * MOST_RING);
  const left = Math.max(0, box.left);
  const right = Math.min(innerWidth, box.right);
  return bottom > top && right > left ? { left, top, right, bottom, width: right - left, height: bottom - top } : null;
}

function beside(area, width, height) {
  const level = Math.max(EDGE, Math.min(area.top, innerHeight - height - EDGE));
  const across = Math.max(EDGE, Math.min(area.left, innerWidth - width - EDGE));
  if (area.right + GAP + width + EDGE <= innerWidth) return { left: area.right + GAP, top: level };
  if (area.left - GAP - width >= EDGE) return { left: area.left - GAP - width, top: level };
  const above = area.top - GAP - EDGE;
  const below = innerHeight - area.bottom - GAP - EDGE;
  if (below >= height || below >= above) return { left: across, top: area.bottom + GAP, room: Math.max(LEAST, below) };
  const room = Math.max(LEAST, above);
  return { left: across, top: area.top - GAP - Math.min(height, room), room };
}

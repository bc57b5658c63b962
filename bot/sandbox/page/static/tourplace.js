// Where the tour's card stands: beside the pane or window that it speaks of, so that one reads and presses what is meant.
// Where there is no room beside it, at the bottom, and all else gets shorter by it: it never covers what one needs,
// nor where one is.

const GAP = 12;
const EDGE = 8;
const HEADING = 58; // of a pane, and a gap
const MOST_RING = 0.45; // of the window's height; of what is taller the beginning is meant

/** px of width up to which one pane is seen at a time. */
export const NARROW = 1000;

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
  const { width, height } = card.getBoundingClientRect();
  const at = spot(target, width, height);
  if (at) undock();
  else dock(height);
  Object.assign(card.style, at ? { left: `${at.left}px`, top: `${at.top}px`, bottom: "auto" } : { left: "0", top: "auto", bottom: "0" });
  card.classList.toggle("docked", !at);
  bringIntoSight(target, key);
  const area = target ? areaOf(target) : null;
  ring.hidden = !area;
  if (area) put(ring, { left: area.left - 4, top: area.top - 4, width: area.width + 8, height: area.height + 8 });
}

// the page and its windows end above the card
function dock(height) {
  document.documentElement.classList.add("touring");
  document.documentElement.style.setProperty("--tour-height", `${Math.ceil(height)}px`);
}

/** Give the page the whole window again. */
export function undock() {
  document.documentElement.classList.remove("touring");
}

function bringIntoSight(target, key) {
  if (!target || (shown?.key === key && shown.target === target)) return;
  shown = { key, target };
  const { top, bottom } = target.getBoundingClientRect();
  const frame = (target.closest(".scroll, .modal-body") ?? document.body).getBoundingClientRect();
  if (top < frame.top || bottom > frame.bottom) target.scrollIntoView({ block: "center" });
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

// null: at the bottom
function spot(target, width, height) {
  if (innerWidth <= NARROW) return null;
  const zone = target?.closest("dialog, #thread, #sidebar, .bar, .foot");
  const belowHeading = document.getElementById("panes").getBoundingClientRect().top + HEADING;
  if (!zone) return target ? null : { left: innerWidth - width - 16, top: belowHeading };
  const box = zone.getBoundingClientRect();
  const level = Math.max(zone.matches("dialog") ? EDGE : belowHeading, Math.min(target.getBoundingClientRect().top, innerHeight - height - 80));
  if (zone.matches(".bar")) return { left: Math.min(target.getBoundingClientRect().left, innerWidth - width - EDGE), top: belowHeading };
  // over the composer stand its completions
  if (zone.matches("#main .foot")) return { left: box.right - width - GAP, top: belowHeading };
  if (box.right + GAP + width + EDGE <= innerWidth) return { left: box.right + GAP, top: level };
  return box.left - GAP - width >= EDGE ? { left: box.left - GAP - width, top: level } : null;
}

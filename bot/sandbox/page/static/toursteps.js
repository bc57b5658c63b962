// A tour's steps as they are this time: what it makes is called so that nothing has the name yet; and where it was left.

/** A tour that makes something by a name, so that it makes another one when it is taken again; from its first step on. */
export function begun({ name, steps }, { words, latest }) {
  const begin = { titles: titles(steps), called: name, at: 0, since: latest };
  if (!name) return begin;
  while (isTaken(begin.called, words)) begin.called = following(name, begin.called);
  return begin;
}

/** The same with the next name; null where it makes nothing by a name. */
export function renewed({ name }, left) {
  return name ? { ...left, called: following(name, left.called) } : null;
}

const following = (name, called) => `${name} ${(Number(called.slice(name.length)) || 1) + 1}`;

const titles = (steps) => steps.map(({ title }) => title);

function isTaken(called, words) {
  const told = JSON.stringify(called).slice(1, -1); // as the words have it, which are JSON
  return new RegExp(`${told.replaceAll(/[^\w ]/gu, "\\$&")}(?! \\d)`).test(words);
}

/** Where a tour was left; null where that was no tour, or its file has other steps by now. */
export function leftAt({ steps }, kept) {
  return kept?.titles && JSON.stringify(kept.titles) === JSON.stringify(titles(steps)) ? kept : null;
}

/** Steps, or a part of them, that speak of a name as it is called this time. */
export function renamed(part, name, called) {
  if (!name || called === name) return part;
  if (typeof part === "string") return part.replaceAll(name, () => called);
  if (Array.isArray(part)) return part.map((each) => renamed(each, name, called));
  if (!part || typeof part !== "object") return part;
  return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, renamed(value, name, called)]));
}

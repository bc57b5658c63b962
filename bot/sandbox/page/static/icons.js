// Line icons and avatars, drawn here.

import { svg } from "./dom.js";
import { config } from "./store.js";

const PATHS = {
  more: "M5 10h.01M10 10h.01M15 10h.01",
  close: "m5 5 10 10M15 5 5 15",
  thread: "M4 5h12v8H9l-4 3v-3H4z",
  send: "M3 10 17 4l-4 13-3-5z",
  attach: "m14 9-5 5a3 3 0 0 1-4-4l6-6a2 2 0 0 1 3 3l-6 6",
  menu: "M3 6h14M3 10h14M3 14h14",
  back: "M12 4 6 10l6 6",
  home: "M3 10 10 4l7 6M5 9v7h10V9",
  file: "M5 2h7l4 4v12H5zM12 2v4h4",
  smile: "M10 2a8 8 0 1 0 0 16 8 8 0 0 0 0-16M7 8v.5M13 8v.5M6.5 12c2 2.5 5 2.5 7 0",
  shared: "M7 4a3 3 0 1 0 0 6 3 3 0 0 0 0-6M2 16c.3-3 2-4.200 5-4.200s4.700 1.200 5 4.200M13 4.300a3 3 0 0 1 0 5.400M14.500 12c2 .4 3.200 1.700 3.500 4",
  lock: "M5 9h10v8H5zM7 9V6a3 3 0 0 1 6 0v3",
  trash: "M4 6h12M8 6V4h4v2M6 6l1 11h6l1-11",
  eye: "M2 10c4-7 12-7 16 0-4 7-12 7-16 0M10 8a2 2 0 1 0 0 4 2 2 0 0 0 0-4",
};

/** A line icon by its name; decoration only, its button has the words. */
export function icon(name) {
  const line = { d: PATHS[name], fill: "none", stroke: "currentColor", "stroke-width": name === "more" ? "2.6" : "1.6" };
  return svg(
    "svg",
    { class: "icon", viewBox: "0 0 20 20", "aria-hidden": "true" },
    svg("path", { ...line, "stroke-linecap": "round", "stroke-linejoin": "round" }),
  );
}

const COLOURS = ["#0b7285", "#5f3dc4", "#a61e4d", "#2b6a30", "#a34a00", "#364fc7", "#7a5a00", "#5c636a"];

/** A square with a person's first letters, in a colour of their own. */
export function avatar(id, name, small = false) {
  const place = Math.max(0, Object.keys(config.people).indexOf(id));
  const fill = COLOURS[place % COLOURS.length];
  if (config.people[id]?.bot) return badge(small);
  const text = svg("text", { x: 18, y: 23.5, "text-anchor": "middle", fill: "#fff", "font-size": 15 });
  text.textContent = name.slice(0, 2);
  return svg(
    "svg",
    { class: small ? "avatar small" : "avatar", viewBox: "0 0 36 36", "aria-hidden": "true" },
    svg("rect", { width: 36, height: 36, rx: 8, fill }),
    text,
  );
}

// the app is a shield, as in the page's icon
function badge(small) {
  const line = { fill: "none", stroke: "#fff", "stroke-width": 2.6, "stroke-linecap": "round", "stroke-linejoin": "round" };
  return svg(
    "svg",
    { class: small ? "avatar small" : "avatar", viewBox: "0 0 36 36", "aria-hidden": "true" },
    svg("rect", { width: 36, height: 36, rx: 8, fill: "#22303a" }),
    svg("path", { ...line, d: "M18 7 9 10v7c0 6 4 10 9 12 5-2 9-6 9-12v-7z" }),
    svg("path", { ...line, d: "m14 18 3 3 6-6" }),
  );
}

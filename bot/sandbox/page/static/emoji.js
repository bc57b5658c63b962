// Emoji shortcodes. Those that carry meaning in this product are drawn, so that they show without an emoji font.

import { h, svg } from "./dom.js";

const CHARACTERS = {
  rocket: "🚀", fire: "🔥", stopwatch: "⏱️", clock: "🕒", point_right: "👉", raised_hand: "✋", raised_hands: "🙌", pray: "🙏",
  clap: "👏", thinking_face: "🤔", smile: "😄", slightly_smiling_face: "🙂", heart: "❤️", star: "⭐", sparkles: "✨", zap: "⚡",
  gear: "⚙️", wrench: "🔧", hammer_and_wrench: "🛠️", paperclip: "📎", chart_with_upwards_trend: "📈", file_folder: "📁",
  inbox_tray: "📥", outbox_tray: "📤", bug: "🐛", busts_in_silhouette: "👥", computer: "💻", ice_cube: "🧊",
  leftwards_arrow_with_hook: "↩️", arrow_right: "→", arrow_left: "←", arrow_up: "↑", arrow_down: "↓", heavy_plus_sign: "+",
  heavy_minus_sign: "−", wastebasket: "🗑️", label: "🏷️", pushpin: "📌", triangular_flag_on_post: "🚩", checkered_flag: "🏁",
  seedling: "🌱", umbrella: "☔", traffic_light: "🚦",
};

// drawn as lines on 20 x 20
const LINES = {
  bulb: "M7 13c-2-1.5-3-3-3-5a6 6 0 0 1 12 0c0 2-1 3.5-3 5v2H7zM8 18h4",
  eyes: "M6 5.500c-2 0-3 2-3 4.500s1 4.5 3 4.500S9 12.5 9 10 8 5.5 6 5.500M14 5.500c-2 0-3 2-3 4.500s1 4.5 3 4.5 3-2 3-4.5-1-4.5-3-4.500M6.5 10.500v.6M14.5 10.500v.6",
  "+1": "M3 9h3v8H3zM6 10l3-7c2 0 2.5 1.5 2 3l-.5 2H16l-1.5 9H6",
  "-1": "M3 3h3v8H3zM6 10l3 7c2 0 2.5-1.5 2-3l-.5-2H16L14.5 3H6",
  wave: "M6 11V5.500a1.2 1.2 0 0 1 2.4 0V9M8.4 9V4a1.2 1.2 0 0 1 2.4 0v5M10.8 9V4.800a1.2 1.2 0 0 1 2.4 0V10M13.2 10V7a1.2 1.2 0 0 1 2.4 0v5c0 3.5-2.2 6-5.3 6-2.5 0-4-1.3-5.3-3.500l-1.7-2.900c.6-1 1.7-1 2.7 0",
  tada: "m3 17 4-10 6 6zM12 3v2M15 8h2M14 5.5 16 3.5",
  lock: "M5 9h10v8H5zM7 9V6a3 3 0 0 1 6 0v3",
  unlock: "M5 9h10v8H5zM7 9V6a3 3 0 0 1 5.8-1",
  key: "M3 10a3.5 3.5 0 1 0 7 0 3.5 3.5 0 0 0-7 0M10 10h7.500M15 10v3",
  bell: "M5 14V9a5 5 0 0 1 10 0v5l1.5 1.500h-13zM8.5 18h3",
  calendar: "M3 5h14v12H3zM3 9h14M7 3v4M13 3v4",
  alarm_clock: "M10 5a6 6 0 1 0 0 12 6 6 0 0 0 0-12M10 8v3l2 1.500M3 5l2.500-2.500M17 5l-2.500-2.500",
  hourglass: "M5 3h10M5 17h10M6 3c0 4 4 5 4 7s-4 3-4 7M14 3c0 4-4 5-4 7s4 3 4 7",
  question: "M7 7a3 3 0 1 1 4.5 2.600c-1 .6-1.5 1.2-1.5 2.400M10 15.500v.3",
  exclamation: "M10 3v9M10 15.500v.3",
  shield: "M10 2 4 4.500V10c0 4 2.5 6.5 6 8 3.5-1.5 6-4 6-8V4.500z",
  link: "m8.5 11.5 3-3M9 6l2-2a3.5 3.5 0 0 1 5 5l-2 2M11 14l-2 2a3.5 3.5 0 0 1-5-5l2-2",
  mag: "M9 3a6 6 0 1 0 0 12A6 6 0 0 0 9 3M13.5 13.5 18 18",
  memo: "m4 16 1-4 8-8 3 3-8 8zM11.5 5.500l3 3",
  clipboard: "M5 4h10v14H5zM8 2.500h4v3H8zM8 9h4M8 12h4",
  page_facing_up: "M5 2h7l4 4v12H5zM12 2v4h4",
  repeat: "M4 9a6 6 0 0 1 11-3l1 1M16 3v4h-4M16 11a6 6 0 0 1-11 3l-1-1M4 17v-4h4",
  robot_face: "M4 7h12v9H4zM10 3v4M7.5 11v.5M12.5 11v.5M8 14h4",
  rotating_light: "M4 16h12M6 16v-5a4 4 0 0 1 8 0v5M10 2v2M3 6l1.5 1M17 6l-1.5 1",
  bar_chart: "M4 17V9M9 17V4M14 17v-6M2 17h16",
  package: "m3 6 7-3 7 3v8l-7 3-7-3zM3 6l7 3 7-3M10 9v8",
  house: "m3 10 7-6 7 6M5 9v7h10V9",
  cloud: "M6 16a4 4 0 0 1 0-8 5 5 0 0 1 9.5 1.500A3.3 3.3 0 0 1 15 16z",
  bust_in_silhouette: "M10 3a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7M3.5 17c.5-4 3-5.5 6.5-5.500s6 1.5 6.5 5.5",
  no_entry: "M10 2a8 8 0 1 0 0 16 8 8 0 0 0 0-16M6 10h8",
  dart: "M10 2a8 8 0 1 0 0 16 8 8 0 0 0 0-16M10 6a4 4 0 1 0 0 8 4 4 0 0 0 0-8",
  speech_balloon: "M4 5h12v8H9l-4 3v-3H4z",
};
const SAME = {
  thumbsup: "+1", thumbsdown: "-1", pencil: "memo", pencil2: "memo", date: "calendar", hourglass_flowing_sand: "hourglass",
  grey_question: "question", arrows_counterclockwise: "repeat", no_entry_sign: "no_entry", closed_lock_with_key: "lock",
};

const CIRCLES = {
  red_circle: "#d6336c", large_orange_circle: "#e8590c", orange_circle: "#e8590c", large_yellow_circle: "#f2b01e",
  yellow_circle: "#f2b01e", large_green_circle: "#2b8a3e", green_circle: "#2b8a3e", large_blue_circle: "#1c7ed6",
  blue_circle: "#1c7ed6", white_circle: "#ced4da", black_circle: "#343a40", purple_circle: "#7048e8",
};

const LINE = { fill: "none", stroke: "#fff", "stroke-width": "2.4", "stroke-linecap": "round" };
const DRAWN = {
  white_check_mark: () => [box("#2b8a3e"), svg("path", { ...LINE, d: "m6 10.5 3 3 5.5-7" })],
  heavy_check_mark: () => [svg("path", { ...LINE, stroke: "#2b8a3e", d: "m4 11 4 4 8-10" })],
  ballot_box_with_check: () => [box("#1c7ed6"), svg("path", { ...LINE, d: "m6 10.5 3 3 5.5-7" })],
  x: () => [svg("path", { ...LINE, stroke: "#d6336c", "stroke-width": "3", d: "m5 5 10 10M15 5 5 15" })],
  warning: () => [
    svg("path", { d: "M10 2 19 18H1z", fill: "#f2b01e" }),
    svg("path", { d: "M10 8v4.5M10 15v.6", stroke: "#343a40", "stroke-width": "2", "stroke-linecap": "round" }),
  ],
  information_source: () => [box("#1c7ed6"), svg("path", { ...LINE, d: "M10 9.5V15M10 5.6v.4" })],
};

function box(fill) {
  return svg("rect", { x: 1.5, y: 1.5, width: 17, height: 17, rx: 4, fill });
}

/** A node for a shortcode, or null for one that is unknown. */
export function emoji(name) {
  const label = `:${name}:`;
  const line = LINES[SAME[name] ?? name];
  if (line) {
    const path = svg("path", { ...LINE, stroke: "currentColor", "stroke-width": "1.6", "stroke-linejoin": "round", d: line });
    return svg("svg", { class: "emoji line", viewBox: "0 0 20 20", role: "img", "aria-label": label }, path);
  }
  const shape = CIRCLES[name] ? [svg("circle", { cx: 10, cy: 10, r: 8, fill: CIRCLES[name] })] : DRAWN[name]?.();
  if (shape) return svg("svg", { class: "emoji", viewBox: "0 0 20 20", role: "img", "aria-label": label }, ...shape);
  if (!Object.hasOwn(CHARACTERS, name)) return null;
  return h("span", { class: "emoji", role: "img", "aria-label": label, title: label }, CHARACTERS[name]);
}

/** All shortcodes that are known here. */
export function emojiNames() {
  return [LINES, SAME, CIRCLES, DRAWN, CHARACTERS].flatMap(Object.keys).sort();
}

/** A text with its shortcodes shown. */
export function withEmoji(text) {
  return text.split(/(:[a-z0-9_+-]+:)/).map((part) => (/^:.+:$/.test(part) && emoji(part.slice(1, -1))) || part);
}

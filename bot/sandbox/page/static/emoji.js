// Emoji shortcodes. Those that carry meaning in this product are drawn, so that they show without an emoji font.

import { h, svg } from "./dom.js";

const CHARACTERS = {
  "+1": "👍", thumbsup: "👍", "-1": "👎", eyes: "👀", tada: "🎉", wave: "👋", rocket: "🚀", fire: "🔥",
  bulb: "💡", memo: "📝", pencil: "📝", pencil2: "✏️", mag: "🔍", link: "🔗", key: "🔑", robot_face: "🤖",
  shield: "🛡️", lock: "🔒", unlock: "🔓", closed_lock_with_key: "🔐", bell: "🔔", calendar: "📅", date: "📅",
  hourglass: "⌛", hourglass_flowing_sand: "⏳", clock: "🕒", stopwatch: "⏱️", repeat: "🔁", arrows_counterclockwise: "🔄",
  question: "❓", grey_question: "❔", exclamation: "❗", rotating_light: "🚨", no_entry: "⛔", no_entry_sign: "🚫",
  point_right: "👉", raised_hand: "✋", raised_hands: "🙌", pray: "🙏", clap: "👏", thinking_face: "🤔", smile: "😄",
  slightly_smiling_face: "🙂", heart: "❤️", star: "⭐", sparkles: "✨", zap: "⚡", gear: "⚙️", wrench: "🔧",
  hammer_and_wrench: "🛠️", package: "📦", paperclip: "📎", page_facing_up: "📄", clipboard: "📋", bar_chart: "📊",
  chart_with_upwards_trend: "📈", file_folder: "📁", inbox_tray: "📥", outbox_tray: "📤", bug: "🐛", dart: "🎯",
  busts_in_silhouette: "👥", bust_in_silhouette: "👤", cloud: "☁️", computer: "💻", house: "🏠", ice_cube: "🧊",
  speech_balloon: "💬", leftwards_arrow_with_hook: "↩️", arrow_right: "➡️", arrow_left: "⬅️", arrow_up: "⬆️",
  arrow_down: "⬇️", heavy_plus_sign: "➕", heavy_minus_sign: "➖", wastebasket: "🗑️", label: "🏷️", pushpin: "📌",
  triangular_flag_on_post: "🚩", checkered_flag: "🏁", seedling: "🌱", umbrella: "☔", traffic_light: "🚦",
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
  const shape = CIRCLES[name] ? [svg("circle", { cx: 10, cy: 10, r: 8, fill: CIRCLES[name] })] : DRAWN[name]?.();
  if (shape) return svg("svg", { class: "emoji", viewBox: "0 0 20 20", role: "img", "aria-label": label }, ...shape);
  if (!Object.hasOwn(CHARACTERS, name)) return null;
  return h("span", { class: "emoji", role: "img", "aria-label": label, title: label }, CHARACTERS[name]);
}

/** A text with its shortcodes shown. */
export function withEmoji(text) {
  return text.split(/(:[a-z0-9_+-]+:)/).map((part) => (/^:.+:$/.test(part) && emoji(part.slice(1, -1))) || part);
}

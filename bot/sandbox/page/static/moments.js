// Dates and times. A moment is read and shown in the zone of the person in whose place one acts, not in the browser's.

import { h } from "./dom.js";
import { entered } from "./entering.js";
import { zone } from "./store.js";
import { nameOf } from "./surface.js";

const TYPES = { datepicker: "date", timepicker: "time", datetimepicker: "datetime-local" };
const EARLIEST_YEAR = 1000; // while a year is typed it reads 0002, 0020, 0202

/** A datepicker, timepicker or datetimepicker. */
export function moment(surface, block, item, about) {
  const value = surface.value(block, item);
  const isMoment = item.type === "datetimepicker";
  let before = value ?? null;
  const change = async () => {
    const next = read(field.value, isMoment);
    if (next === undefined || next === before) return;
    if (await entered(surface, block, item, next)) before = next;
    else field.value = shown(before, isMoment);
  };
  const field = h("input", {
    type: TYPES[item.type],
    value: shown(value, isMoment),
    "aria-label": about.label,
    "aria-describedby": about.describedBy,
    "aria-required": about.required ? "true" : null,
    "data-focus": nameOf(block, item),
    on: { change },
  });
  const words = [item.placeholder?.text, isMoment ? `${city()} time` : item.timezone && `${city(item.timezone)} time`].filter(Boolean);
  return words.length ? h("span", { class: "moment" }, field, h("small", {}, words.join(" · "))) : field;
}

/** What a zone is called after: that of the person in whose place one acts, unless said. */
export function city(name = zone()) {
  return name.split("/").at(-1).replaceAll("_", " ");
}

function shown(value, isMoment) {
  if (value === null || value === undefined || value === "") return "";
  return isMoment ? wallTime(Number(value), zone()) : String(value);
}

function read(text, isMoment) {
  if (!text) return null;
  if (/^\d{4,}-/.test(text) && Number.parseInt(text, 10) < EARLIEST_YEAR) return undefined;
  return isMoment ? secondsAt(text, zone()) : text;
}

/** What the clocks of a zone show at a moment, as YYYY-MM-DDTHH:MM. */
export function wallTime(seconds, timeZone) {
  const format = {
    timeZone, hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit",
  };
  const list = new Intl.DateTimeFormat("en-GB", format).formatToParts(seconds * 1000).map(({ type, value }) => [type, value]);
  const { year, month, day, hour, minute } = Object.fromEntries(list);
  return `${year.padStart(4, "0")}-${month}-${day}T${hour}:${minute}`;
}

/** The moment at which the clocks of a zone show this; of an hour that is left out in spring, the one after it. */
export function secondsAt(wall, timeZone) {
  const asUtc = Date.parse(`${wall.slice(0, 16)}Z`) / 1000;
  const ahead = (at) => Date.parse(`${wallTime(at, timeZone)}Z`) / 1000 - Math.floor(at / 60) * 60;
  const guess = asUtc - ahead(asUtc);
  const better = asUtc - ahead(guess);
  return wallTime(better, timeZone) === wall.slice(0, 16) ? better : guess;
}

// Selects: what each kind offers, and what is chosen in it. The list itself is the picker's.

import { act } from "./api.js";
import { entered } from "./entering.js";
import { picker } from "./picker.js";
import { config, nameOf as nameOfPerson, otherIn, store } from "./store.js";
import { nameOf } from "./surface.js";

/** A select of any kind, for one or for many. */
export function select(surface, block, item, about) {
  const many = item.type.startsWith("multi_");
  const options = choices(surface, block, item);
  const external = item.type.includes("external");
  begin(surface, block, item, many);
  return picker({
    options,
    chosen: [surface.value(block, item) ?? []].flat(),
    many,
    most: item.max_selected_items,
    placeholder: item.placeholder?.text,
    label: about.label,
    describedBy: about.describedBy,
    required: about.required,
    focusKey: nameOf(block, item),
    minQuery: external ? (item.min_query_length ?? 3) : 0,
    labels: labelsOf(surface, item, options),
    choose: (values) => entered(surface, block, item, many ? values : (values[0] ?? null)),
  });
}

// what a person sees chosen at the start is also what is sent
function begin(surface, block, item, many) {
  const here = store.place.kind === "channel" ? store.place.id : null;
  const name = nameOf(block, item);
  if (!item.default_to_current_conversation || !here || surface.begun.has(name)) return;
  surface.begun.add(name);
  const value = surface.value(block, item);
  if (!value?.length) surface.drafts.set(name, many ? [here] : here);
}

function choices(surface, block, item) {
  if (item.type.includes("static")) return grouped(item);
  if (item.type.includes("users")) {
    return Object.entries(config.people).map(([value, person]) => ({ value, label: `@${person.name}` }));
  }
  if (item.type.includes("external")) return (query) => suggest(surface, block, item, query);
  const rooms = store.data?.channels ?? [];
  if (item.type.includes("channels")) return rooms.filter((room) => kindOf(room) === "public").map(roomChoice);
  const { include, exclude_bot_users: noBots } = item.filter ?? {};
  const all = [...rooms, ...(store.data?.dms ?? []).filter((room) => !(noBots && isWithBot(room)))];
  return all.filter((room) => !include || include.includes(kindOf(room))).map(roomChoice);
}

function kindOf(room) {
  if (room.id.startsWith("D")) return "im";
  if (["im", "mpim"].includes(room.kind)) return room.kind;
  return room.kind === "channel" || room.kind === undefined ? "public" : "private";
}

function isWithBot(room) {
  return config.people[otherIn(room)]?.bot === true;
}

function roomChoice(room) {
  const direct = kindOf(room) === "im";
  return { value: room.id, label: direct ? `@${room.name || nameOfPerson(otherIn(room))}` : `#${room.name}` };
}

function grouped({ options, option_groups: groups }) {
  return (groups ?? [{ options: options ?? [] }]).flatMap((group) =>
    (group.options ?? []).map((option) => plain(option, group.label?.text)),
  );
}

function plain(option, group) {
  return { value: option.value, label: option.text?.text ?? option.value, description: option.description?.text, group };
}

async function suggest(surface, block, item, query) {
  const fields = { target: surface.target, block_id: block.block_id, action_id: item.action_id, query };
  return grouped(await act(store.role, "suggest", fields));
}

function labelsOf(surface, item, options) {
  const known = surface.labels;
  const start = [item.initial_option, ...(item.initial_options ?? [])].filter(Boolean).map((option) => plain(option));
  for (const option of [...start, ...(Array.isArray(options) ? options : [])]) known.set(option.value, option.label);
  return known;
}

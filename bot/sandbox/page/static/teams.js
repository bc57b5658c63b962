// Of several teams, each person sees their own: its name, its people first, its own bot.

import { config, idOf, store } from "./store.js";

/** The team of whoever looks. */
export function myTeam() {
  return config.people[idOf(store.role)]?.team ?? Object.keys(config.teams)[0];
}

/** A team's name. */
export function teamName(id = myTeam()) {
  return config.teams[id] ?? id;
}

/** The app's user in one's own team; null where the app is not in it. */
export function myBot() {
  return Object.keys(config.people).find((id) => config.people[id].bot && config.people[id].team === myTeam()) ?? null;
}

/** What the app is called here. */
export function appName() {
  return config.people[myBot() ?? config.bot]?.name ?? "The app";
}

/** The name of a person's team where it is not one's own, else nothing. */
export function otherTeam(id) {
  const team = config.people[id]?.team;
  return team && team !== myTeam() ? teamName(team) : "";
}

/** The names of the other teams in a channel. */
export function sharedWith(room) {
  return (config.shared[room.id] ?? []).filter((team) => team !== myTeam()).map(teamName);
}

/** All roles by the name of their team, in the teams' order. */
export function rolesByTeam() {
  const team = (role) => config.people[idOf(role)]?.team;
  return Object.entries(config.teams).map(([id, name]) => [name, config.roles.filter((role) => team(role) === id)]);
}

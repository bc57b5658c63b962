// What a tour's card says of a step, and its buttons.

import { h } from "./dom.js";
import { mrkdwn } from "./mrkdwn.js";
import { NARROW } from "./tourplace.js";

/** The parts of the card of a step; `press` has what its buttons do. */
export function cardParts({ title, steps, at, busy, isTheirTurn }, press) {
  const step = steps[at];
  const last = at === steps.length - 1;
  const helps = step.do?.length || !isTheirTurn;
  const button = (words, choose, more = {}) => h("button", { type: "button", disabled: busy, on: { click: choose }, ...more }, words);
  const help = isTheirTurn ? (busy ? "Working…" : "Do it for me") : `Become ${step.as}`;
  const next = button("Next", press.next, { class: helps ? null : "primary" });
  return [
    h("p", { class: "count" }, `${title} · step ${at + 1} of ${steps.length}`, at ? button("Restart", press.again, { class: "plain-link" }) : null),
    h("h2", {}, step.title),
    h("div", { "aria-live": "polite" }, mrkdwn(isTheirTurn ? step.text : toBecome(step.as))),
    h(
      "div",
      { class: "row" },
      at ? button("Back", press.back) : null,
      helps ? button(help, press.help, { class: "primary", "aria-busy": String(busy) }) : null,
      // what a step makes is what the next ones stand on: it is done by hand or by the tour, and not passed over
      last ? button("Finish", press.finish, { class: "primary" }) : helps && step.until ? null : next,
      h("button", { type: "button", class: "leave", on: { click: press.leave } }, "Leave"),
    ),
  ];
}

function toBecome(role) {
  const elsewhere = innerWidth > NARROW ? "" : " in the list of channels";
  return `The next step is for the role *${role}*: choose that role under “You are”${elsewhere}, or let the tour do it.`;
}

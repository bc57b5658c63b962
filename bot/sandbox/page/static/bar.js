// The right end of the bar: the tour, the inspector, the switcher, and a menu with all of it for narrow screens.

import { toggleClockPanel } from "./clock.js";
import { h } from "./dom.js";
import { toggleHelp } from "./help.js";
import { icon } from "./icons.js";
import { toggleInspector } from "./inspector.js";
import { onKey } from "./keys.js";
import { openMenu } from "./menu.js";
import { toggleSwitcher } from "./switcher.js";
import { hasTour, startTour } from "./tour.js";
import { afresh, download, upload } from "./whole.js";

/** Build the bar's buttons and listen for their keys. */
export function buildBar(place) {
  const tool = (words, keys, press) => h("button", { type: "button", class: "wide", title: keys ? `${words} (${keys})` : words, on: { click: press } }, words);
  const names = { "aria-label": "Menu", title: "Menu", "aria-haspopup": "menu", "aria-expanded": "false" };
  const menu = h("button", { type: "button", class: "icon-button", ...names, on: { click: () => openMenu(menu, items(menu), "Workspace") } }, icon("more"));
  const tour = tool("Tour", "", () => startTour());
  tour.hidden = true;
  hasTour().then((there) => (tour.hidden = !there));
  place.append(tour, tool("Inspector", "Ctrl+.", toggleInspector), menu);
  onKey("Ctrl+K", "Go to a channel, a person, a command, a message", toggleSwitcher);
  onKey("Ctrl+.", "Open or close the inspector", toggleInspector);
  onKey("? or Ctrl+/", "Show these keys", toggleHelp);
}

function items(menu) {
  const tour = document.querySelector("#bar-tools > button:not([hidden])")?.textContent === "Tour";
  return [
    { label: "Go to…", description: "Ctrl+K", choose: toggleSwitcher },
    ...(tour ? [{ label: "Tour", description: "Two minutes through the app", choose: startTour }] : []),
    { label: "Inspector", description: "Ctrl+.", choose: toggleInspector },
    { label: "Clock…", description: "Let time pass, go to what is due", choose: () => toggleClockPanel(menu) },
    { label: "Keys", description: "? or Ctrl+/", choose: toggleHelp },
    { label: "Save a snapshot…", description: "The workspace as a file, without the app's data", choose: download },
    { label: "Load a snapshot…", description: "The app's data stay as they are", choose: upload },
    { label: "Start afresh…", danger: true, choose: afresh },
  ];
}

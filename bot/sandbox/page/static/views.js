// Modals, one over the other, and the Home tab.

import { blocks } from "./blocks.js";
import { sure } from "./confirm.js";
import { perform } from "./doing.js";
import { h, keepFocus } from "./dom.js";
import { control } from "./elements.js";
import { withEmoji } from "./emoji.js";
import { icon } from "./icons.js";
import { nothingYet } from "./messages.js";
import { store } from "./store.js";
import { showBlocks } from "./showblocks.js";
import { forget, initial, surfaceFor } from "./surface.js";
import { appName } from "./teams.js";

const dialog = h("dialog", { class: "modal", "aria-labelledby": "modal-title" });
let shown = ""; // what the dialog shows now, to leave it alone when nothing changed
const AT_FIELDS = new Set(["required_field", "invalid_field", "invalid_fields"]); // refusals told at the fields

/** Whether a refusal stands at the fields, and need not be said elsewhere. */
export function isAtFields({ code }) {
  return AT_FIELDS.has(code);
}

let trouble = { view: null, words: "" };
document.body.append(dialog);

dialog.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  event.preventDefault(); // the workspace closes the view, and the dialog follows
  const top = store.data?.views.at(-1);
  if (top) leave(top);
});
dialog.addEventListener("cancel", (event) => {
  event.preventDefault();
  const top = store.data?.views.at(-1); // the focus is nowhere, so no key came
  if (top) leave(top);
});

/** Show the modal on top of the person's stack, or none. */
export function showModals() {
  const views = store.data?.views.filter((view) => view.type !== "home") ?? [];
  const top = views.at(-1);
  const parts = [store.role, top?.id, top?.title, top?.submit, top?.blocks, top?.errors, views.length, trouble];
  const signature = top ? JSON.stringify(parts) : "";
  if (signature === shown) return;
  shown = signature;
  if (!top) {
    if (dialog.open) dialog.close();
    dialog.replaceChildren();
    forget((key) => / view V/.test(key));
    return;
  }
  const form = JSON.stringify([top.id, top.callback_id, top.title]); // an answer may put another form in a view's place
  const again = dialog.dataset.form === form;
  const focus = keepFocus(dialog);
  const wasEmpty = !dialog.querySelector(".modal-body .input"); // a modal that said "loading" till now
  const scrolled = dialog.querySelector(".modal-body")?.scrollTop ?? 0;
  dialog.dataset.form = form;
  dialog.replaceChildren(modal(top, views.length));
  if (!dialog.open) dialog.showModal();
  if (again) {
    focus(dialog);
    dialog.querySelector(".modal-body").scrollTop = scrolled;
  }
  aim(again && !wasEmpty);
}

// the focus goes to the first wrong field, or into a new modal's first field
function aim(again) {
  const wrong = dialog.querySelector(".input.wrong");
  const first = wrong ?? (again ? null : (dialog.querySelector(".modal-body .input") ?? dialog.querySelector(".modal-body")));
  if (!first) return;
  const own = wrong || again ? null : dialog.querySelector("[data-first]");
  const field = own ?? control(first);
  (field ?? dialog.querySelector("footer button:last-child"))?.focus({ preventScroll: !wrong });
}

function modal(view, depth) {
  const surface = surfaceFor(`view ${view.id}`, { view_id: view.id }, view.values);
  const words = (each, fallback) => (typeof each === "string" ? each : each?.text) || fallback;
  const hasInput = view.blocks?.some((block) => block.type === "input");
  const submit = view.submit || hasInput ? words(view.submit, "Submit") : null;
  surface.onError = (error) => say(view, error.message);
  return h(
    "form",
    { novalidate: true, on: { submit: (event) => (event.preventDefault(), send(view, surface)) } },
    h(
      "header",
      {},
      h("h2", { id: "modal-title" }, withEmoji(words(view.title, "")), depth > 1 ? h("small", {}, ` ${depth} open`) : null),
      h("button", { type: "button", class: "icon-button json-button", "aria-label": "Show its blocks", title: "Show its blocks", on: { click: () => showBlocks("The modal's blocks", view) } }, "{ }"),
      h("button", { type: "button", class: "icon-button", "aria-label": "Close", on: { click: () => close(view) } }, icon("close")),
    ),
    trouble.view === view.id ? h("p", { class: "trouble", role: "alert" }, trouble.words) : null,
    h("div", { class: "modal-body" }, blocks(surface, view.blocks, view.errors ?? {})),
    h(
      "footer",
      {},
      h("span", { class: "from" }, `From ${appName()}`),
      h("button", { type: "button", on: { click: () => close(view) } }, words(view.close, submit ? "Cancel" : "Close")),
      submit ? h("button", { type: "submit", class: "primary", disabled: view.submit_disabled === true }, submit) : null,
    ),
    h("div", { class: "toasts" }),
  );
}

function say(view, words) {
  trouble = { view: view.id, words };
  showModals();
}

async function send(view, surface) {
  const button = dialog.querySelector("footer [type=submit]");
  button?.setAttribute("aria-busy", "true");
  if (button) button.disabled = true;
  trouble = { view: null, words: "" };
  const values = Object.fromEntries(surface.drafts);
  const idle = () => !dialog.querySelector(".modal-body")?.contains(document.activeElement);
  const refused = (error) => {
    if (!isAtFields(error)) surface.onError(error);
    else if (idle()) aim(true); // not from under the hands of somebody who types already
  };
  const reply = await perform("submit", { view_id: view.id, values }, { onError: refused });
  const now = dialog.querySelector("footer [type=submit]");
  if (now) {
    now.removeAttribute("aria-busy");
    now.disabled = view.submit_disabled === true;
  }
  if (reply) showModals();
}

// a key is pressed by mistake more easily than a button
async function leave(view) {
  const lost = entries(view);
  const words = `What you have entered is lost: ${lost.map((label) => `“${label}”`).join(", ")}.`;
  if (!lost.length || (await sure("Close without sending?", words, "Close it", { no: "Go on with it" }))) close(view);
}

// the labels of the fields that do not stand as they began
function entries(view) {
  const surface = surfaceFor(`view ${view.id}`, { view_id: view.id }, view.values);
  const plain = (value) => JSON.stringify(Array.isArray(value) && !value.length ? null : (value || null));
  const inputs = (view.blocks ?? []).filter((block) => block.type === "input");
  const changed = ({ element, ...block }) => plain(surface.value(block, element)) !== plain(initial(element));
  return inputs.filter(changed).map((block) => block.label?.text ?? "a field");
}

function close(view) {
  trouble = { view: null, words: "" };
  return perform("close", { view_id: view.id });
}

/** The Home tab's item for `reconcile`. */
export function home() {
  const view = store.data?.home;
  return {
    key: "home",
    signature: JSON.stringify([store.role, view?.blocks]),
    make: () => {
      if (!view?.blocks?.length) {
        return nothingYet("Nothing here yet", h("p", {}, `${appName()} has not filled its Home tab.`));
      }
      const surface = surfaceFor(`home ${view.id ?? ""}`, { home: true }, view.values);
      return h("div", { class: "home" }, blocks(surface, view.blocks));
    },
  };
}

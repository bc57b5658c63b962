// Modals, one over the other, and the Home tab.

import { blocks } from "./blocks.js";
import { sure } from "./confirm.js";
import { perform } from "./doing.js";
import { h, trouble as told } from "./dom.js";
import { control } from "./elements.js";
import { withEmoji } from "./emoji.js";
import { catchFocus, keepFocus, keepPlace } from "./focus.js";
import { icon } from "./icons.js";
import { nothingYet } from "./messages.js";
import { store } from "./store.js";
import { showBlocks } from "./showblocks.js";
import { forget, initial, surfaceFor } from "./surface.js";
import { appName } from "./teams.js";

const dialog = h("dialog", { class: "modal", "aria-labelledby": "modal-title" });
let inputs = []; // the input blocks of what is shown
let shown = ""; // what the dialog shows now, to leave it alone when nothing changed
const AT_FIELDS = new Set(["required_field", "invalid_field", "invalid_fields"]); // refusals told at the fields

/** Whether a refusal stands at the fields, and need not be said elsewhere. */
export function isAtFields({ code }) {
  return AT_FIELDS.has(code);
}

let back = () => {};
let trouble = { view: null, words: "" };
document.body.append(dialog);

dialog.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  event.preventDefault(); // the workspace closes the view, and the dialog follows
  const top = store.data?.views.at(-1);
  if (top) close(top);
});
dialog.addEventListener("cancel", (event) => {
  event.preventDefault();
  const top = store.data?.views.at(-1); // the focus is nowhere, so no key came
  if (top) close(top);
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
    shut();
    forget((key) => key.startsWith(`${store.data?.role} view V`)); // whose views these are: another may look already
    return;
  }
  const form = JSON.stringify([top.id, top.callback_id, top.title]); // an answer may put another form in a view's place
  const again = dialog.dataset.form === form;
  const focus = keepFocus(dialog);
  const wasEmpty = !dialog.querySelector(".modal-body .input"); // a modal that said "loading" till now
  const scrolled = dialog.querySelector(".modal-body")?.scrollTop ?? 0;
  const pressed = document.activeElement?.matches(".modal-body .blocks :is(button, a):not(.input *)");
  const fresh = again && pressed ? firstNew(inputs, inputsOf(top)) : null;
  inputs = inputsOf(top);
  dialog.dataset.form = form;
  dialog.replaceChildren(modal(top, views.length));
  if (!dialog.open) {
    back = keepPlace();
    dialog.showModal();
  }
  if (again) {
    focus(dialog);
    dialog.querySelector(".modal-body").scrollTop = scrolled;
  }
  aim(again && !wasEmpty);
  if (fresh && !dialog.querySelector(".input.wrong")) goTo(fresh);
  catchFocus(control(dialog.querySelector(".modal-body")) ?? dialog.querySelector("footer button:last-child"));
}

const inputsOf = (view) => (view.blocks ?? []).filter((block) => block.type === "input");

// the first input that there was not before; where all have other names, as those that an app left unnamed, the first
// that is called otherwise than the one that was in its place
function firstNew(before, now) {
  if (now.length <= before.length) return null;
  const known = new Set(before.map((block) => block.block_id));
  const fresh = now.filter((block) => !known.has(block.block_id));
  if (fresh.length < now.length) return fresh[0];
  return now.find((block, index) => block.label?.text !== before[index]?.label?.text) ?? now.at(-1);
}

// what a button has added is what comes next: far above the button, perhaps, and out of sight
function goTo({ block_id: name }) {
  const node = [...dialog.querySelectorAll(".input")].find((each) => each.dataset.block === name);
  control(node)?.focus({ preventScroll: true });
  node.scrollIntoView({ block: "nearest" });
}

// the browser gives the focus back to what had it, but not to what was drawn anew since
function shut() {
  const wasOpen = dialog.open;
  if (wasOpen) dialog.close();
  dialog.replaceChildren();
  if (wasOpen && document.activeElement === document.body) back();
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
  const surface = surfaceOf(view);
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
    trouble.view === view.id ? h("p", { class: "trouble", role: "alert" }, told(trouble.words)) : null,
    h("div", { class: "modal-body" }, blocks(surface, view.blocks, standing(view, surface))),
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

// an error has been told of what stood in its field: it goes as soon as something else is entered there
function standing({ errors }, { mended }) {
  return Object.fromEntries(Object.entries(errors ?? {}).filter(([block]) => !mended.has(block)));
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
    surface.mended.clear();
    shown = ""; // the same errors may stand there again
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

// However one leaves, by Escape, the cross or the button, one is asked first where something that was entered would be
// lost. Not so where the app hears of it and has named the button in words of its own, such as "Later": that is its
// promise that nothing is, so it is told all that was entered; what cannot be told would be lost after all. "Cancel" and
// "Close" promise nothing.
async function close(view) {
  const surface = surfaceOf(view);
  const told = promises(view) && (await surface.flush());
  const lost = told ? [] : entries(view);
  const words = `What you have entered is lost: ${lost.map((label) => `“${label}”`).join(", ")}.`;
  if (lost.length && !(await sure("Close without sending?", words, "Close it", { no: "Go on with it" }))) return;
  trouble = { view: null, words: "" };
  if (view.notify_on_close && !told) await surface.flush();
  await perform("close", { view_id: view.id });
}

function promises({ notify_on_close: hears, close: name }) {
  return Boolean(hears && name && !/^(cancel|close)$/i.test(name.trim()));
}

// the labels of the fields that do not stand as they began
function entries(view) {
  const surface = surfaceOf(view);
  const plain = (value) => JSON.stringify(Array.isArray(value) && !value.length ? null : (value || null));
  const inputs = (view.blocks ?? []).filter((block) => block.type === "input");
  const changed = ({ element, ...block }) => plain(surface.value(block, element)) !== plain(initial(element));
  return inputs.filter(changed).map((block) => block.label?.text ?? "a field");
}

function surfaceOf(view) {
  return surfaceFor(`view ${view.id}`, { view_id: view.id }, view.values);
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

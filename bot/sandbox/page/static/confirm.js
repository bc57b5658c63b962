// Questions that stop everything else: the bot's confirmation dialogs, and asking for a text.

import { h, newId } from "./dom.js";
import { withEmoji } from "./emoji.js";
import { mrkdwn } from "./mrkdwn.js";

function ask(title, body, { yes, no = "Cancel", danger = false }, answer) {
  return new Promise((resolve) => {
    const id = newId("question");
    const end = (value) => {
      dialog.close();
      dialog.remove();
      resolve(value);
    };
    const dialog = h(
      "dialog",
      { class: "question", "aria-labelledby": id },
      h(
        "form",
        { on: { submit: (event) => (event.preventDefault(), end(answer())) } },
        h("h2", { id }, title),
        body,
        h(
          "footer",
          {},
          h("button", { type: "button", on: { click: () => end(null) } }, no),
          h("button", { type: "submit", class: danger ? "danger solid" : "primary" }, yes),
        ),
      ),
    );
    dialog.addEventListener("cancel", (event) => (event.preventDefault(), end(null)));
    dialog.addEventListener("keydown", (event) => event.stopPropagation());
    document.body.append(dialog);
    dialog.showModal();
  });
}

/** Ask what the bot wants asked before a click or a choice; true when there is nothing to ask. */
export async function confirmed(confirm) {
  if (!confirm) return true;
  const words = confirm.text ?? { type: "plain_text", text: "" };
  const body = words.type === "mrkdwn" ? mrkdwn(words.text, words) : h("p", {}, withEmoji(words.text));
  const names = {
    yes: confirm.confirm?.text ?? "Yes",
    no: confirm.deny?.text ?? "No",
    danger: confirm.style === "danger",
  };
  return (await ask(confirm.title?.text ?? "Are you sure?", body, names, () => true)) === true;
}

/** Ask whether to do something of this page's own. */
export function sure(title, words, yes, { danger = true, no = "Cancel" } = {}) {
  return ask(title, h("p", {}, words), { yes, no, danger }, () => true);
}

/** Ask for a text, a short one on one line; null when the person thinks better of it. */
export function askText(title, text, yes, { short = false } = {}) {
  const field = h(short ? "input" : "textarea", { rows: short ? null : 5, "aria-label": title, value: text });
  return ask(title, field, { yes }, () => field.value);
}

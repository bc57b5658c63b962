// Questions that stop everything else: the bot's confirmation dialogs, and asking for a text.

import { h, newId } from "./dom.js";
import { withEmoji } from "./emoji.js";
import { keepPlace } from "./focus.js";
import { mrkdwn } from "./mrkdwn.js";

function ask(title, body, { yes, no = "Cancel", danger = false, mayLeave = () => true }, answer) {
  return new Promise((resolve) => {
    const id = newId("question");
    const back = keepPlace();
    const end = (value) => {
      dialog.close();
      dialog.remove();
      if (document.activeElement === document.body) back();
      resolve(value);
    };
    const leave = async () => (await mayLeave()) && end(null);
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
          h("button", { type: "button", on: { click: leave } }, no),
          h("button", { type: "submit", class: danger ? "danger solid" : "primary" }, yes),
        ),
      ),
    );
    dialog.addEventListener("cancel", (event) => (event.preventDefault(), leave()));
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

/** Ask for a short text, on one line; null when the person thinks better of it. */
export function askText(title, text, yes) {
  const field = h("input", { "aria-label": title, value: text });
  return ask(title, field, { yes }, () => field.value);
}

/** Ask for other words for a text, as a composer takes them; null when they stay as they are. */
export function askWords(title, text, yes) {
  const hint = h("p", { class: "hint", id: newId("hint") }, "Enter saves, Shift+Enter makes a line, Escape leaves it as it was.");
  const field = h("textarea", { rows: 5, "aria-label": title, "aria-describedby": hint.id, value: text });
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    field.form.requestSubmit();
  });
  const mayLeave = async () => field.value === text || (await sure("Leave it as it was?", "Your changes are lost.", "Leave it", { no: "Go on" })) === true;
  return ask(title, [field, hint], { yes, mayLeave }, () => (field.value === text ? null : field.value));
}

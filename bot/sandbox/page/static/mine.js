// What is somebody's own doing: what they say, and what the app says because of what they press, send or type.

import { isUnderWay, watchActs } from "./api.js";
import { config, idOf, store } from "./store.js";

const ASKING = new Set(["click", "command", "set", "shortcut", "submit"]);
const answers = new Set(); // ids of what came of such acts

watchActs((_, { changed }, kind) => ASKING.has(kind) && changed?.forEach((id) => answers.add(id)));

/** Whether a message is what they said, or what came of what they do. It may be here before its act has settled. */
export function isMine({ user, ts, ephemeralId }) {
  return user === idOf(store.role) || (config.people[user]?.bot === true && (isUnderWay(ASKING) || answers.has(ephemeralId ?? ts)));
}

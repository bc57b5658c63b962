// Acting as the person who looks, with what goes wrong said in words.

import { act } from "./api.js";
import { appIsReady, lookForApp } from "./apprun.js";
import { refresh } from "./asking.js";
import { store, update } from "./store.js";
import { complain, toast } from "./toast.js";

/** Do something and show what came of it; answers with the reply, or null after saying what went wrong. */
export async function perform(kind, fields, { onError = complain } = {}) {
  const { role } = store; // whoever acts may have become another person before the app is there
  try {
    await appIsReady();
    const reply = await act(role, kind, fields);
    update({ pending: reply.pending ?? [] });
    if (reply.settled === false) toast(`Still at work: ${[...new Set(store.pending.map((row) => row.kind))].join(", ")}.`);
    return reply;
  } catch (error) {
    if (error.code === "dispatch_failed") lookForApp();
    onError(role === store.role ? error : { ...error, message: `${role}: ${error.message}` });
    return null;
  } finally {
    refresh();
  }
}

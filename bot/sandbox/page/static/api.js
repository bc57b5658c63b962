// The workspace's own addresses: act, state, changes, files. Nothing else is ever called.

/** What a person meets instead of what they wanted to do. */
export class ActError extends Error {
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

const NO_ACCESS = "This page may not speak to the workspace. Open the address that threatbot sandbox printed.";
const NO_ANSWER = "The workspace does not answer. Is “threatbot sandbox” still running?";
const NOT_DONE = "The workspace does not answer: that may not have been done. What you typed is still here.";

const AGAIN = 3000; // ms; the browser itself tries again only where the server was not reached

const running = []; // the kinds of acts that have not settled
let onRunning = () => {};
const onActed = [];

/** Tell whenever the number of unsettled acts changes. */
export function watchRunning(listener) {
  onRunning = listener;
}

/** Tell of each act that was answered: its fields, the reply, and its kind. */
export function watchActs(listener) {
  onActed.push(listener);
}

/** Whether an act of one of these kinds has not settled yet. */
export function isUnderWay(kinds) {
  return running.some((kind) => kinds.has(kind));
}

/** Do something as a person; resolves once it has settled, throws ActError with words for the person. */
export async function act(as, kind, fields) {
  onRunning(running.push(kind));
  try {
    const reply = await call("/_workspace/act", post({ as, do: { [kind]: fields } }));
    onActed.forEach((listener) => listener(fields, reply, kind));
    if (reply.ok === false) throw new ActError(reply.error?.code ?? "failed", reply.error?.message ?? "That failed.");
    return reply;
  } finally {
    running.splice(running.indexOf(kind), 1);
    onRunning(running.length);
  }
}

/** Who and what there is: people, teams, the app and its commands. */
export function loadConfiguration() {
  return call("/_workspace/page");
}

/** What a person sees: of the whole only what the query asks for. */
export function loadState(as, query) {
  return call(`/_workspace/state?${new URLSearchParams({ as, ...query })}`);
}

/** The newest messages in which a person reads all of some words. */
export async function findMessages(as, words) {
  return (await call(`/_workspace/find?${new URLSearchParams({ as, words })}`)).found;
}

/** Keep that a person has read a channel, or a thread in it, up to a message. */
export function keepRead(as, channel, ts, thread = null) {
  return call("/_workspace/read", post({ as, channel, ts, ...(thread ? { thread } : {}) }));
}

function post(body) {
  return { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
}

/** Where a file's bytes are. */
export function fileAddress(id) {
  return `/_workspace/files/${encodeURIComponent(id)}`;
}

/** A text file's first characters. */
export async function fileText(id, most = 60_000) {
  const response = await fetch(fileAddress(id));
  if (!response.ok) throw new ActError("file", `The file cannot be read (${response.status}).`);
  return (await response.text()).slice(0, most);
}

async function call(address, options) {
  let response;
  try {
    response = await fetch(address, { credentials: "same-origin", ...options });
  } catch {
    throw new ActError("no_answer", options?.method ? NOT_DONE : NO_ANSWER);
  }
  if (response.status === 401 || response.status === 403) throw new ActError("no_access", NO_ACCESS);
  const body = await response.json().catch(() => null);
  if (body === null) throw new ActError("no_json", `The workspace answered ${response.status} without words.`);
  if (!response.ok && !body.error) throw new ActError("failed", `The workspace answered ${response.status}.`);
  if (!response.ok && body.ok === undefined) throw new ActError(body.error.code ?? "failed", body.error.message ?? "");
  return body;
}

/** Call back with the kind and id of what changed, and when the stream is lost or found again. */
export function watchChanges(onChange, onLink) {
  const stream = new EventSource("/_workspace/changes");
  stream.addEventListener("change", (event) => onChange(JSON.parse(event.data)));
  stream.addEventListener("open", () => onLink(true));
  stream.addEventListener("error", () => {
    onLink(false);
    if (stream.readyState === EventSource.CLOSED) setTimeout(watchChanges, AGAIN, onChange, onLink);
  });
}

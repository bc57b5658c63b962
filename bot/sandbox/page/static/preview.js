// What a file looks like inside: pictures, Markdown, reports in a closed frame, JSON folded, tables, text.

import { fileAddress, fileText } from "./api.js";
import { h } from "./dom.js";
import { jsonFile } from "./json.js";
import { markdown } from "./markdown.js";
import { textTable } from "./table.js";

const MOST = 60_000; // characters shown at first
const ROWS = 100; // rows of a table on a page

/** The kinds of file: their words, and whether they can be shown. */
export const KINDS = {
  image: { words: "image", shown: true },
  html: { words: "HTML", shown: true },
  json: { words: "JSON", shown: true },
  markdown: { words: "Markdown", shown: true },
  csv: { words: "table", shown: true },
  text: { words: "text", shown: true },
  pdf: { words: "PDF", shown: false },
  other: { words: "file", shown: false },
};
const SOURCE = "txt|text|log|ya?ml|toml|ini|cfg|conf|env|tf|tfvars|hcl|mmd|dot|puml|d2|py|js|mjs|ts|tsx|jsx|go|rs|java|kt|rb|php|cs|c|h|cpp|sh|sql|css|xml|rego|cedar|diff|patch|drawio";

/** What kind a file is, by its type and its name. */
export function kindOf({ mimetype = "", name = "" }) {
  if (/^image\/(png|jpeg|gif|webp|svg\+xml)$/.test(mimetype)) return "image";
  if (mimetype === "application/pdf" || /\.pdf$/i.test(name)) return "pdf";
  if (mimetype === "text/html" || /\.html?$/i.test(name)) return "html";
  if (/[/+]json$/.test(mimetype) || /\.(json|sarif)$/i.test(name)) return "json";
  if (mimetype === "text/markdown" || /\.(md|markdown)$/i.test(name)) return "markdown";
  if (/^text\/(csv|tab-separated-values)$/.test(mimetype) || /\.(csv|tsv)$/i.test(name)) return "csv";
  return /^text\//.test(mimetype) || new RegExp(`\\.(${SOURCE})$`, "i").test(name) ? "text" : "other";
}

/** A size in words. */
export function sizeOf(bytes) {
  if (!Number.isFinite(bytes)) return "";
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

/** An element that shows a file; one that cannot be read says so. */
export async function preview(info) {
  const kind = kindOf(info);
  const name = info.title || info.name || info.id;
  if (kind === "image") return h("img", { src: fileAddress(info.id), alt: name });
  // no scripts, no forms, no same origin: a report is only looked at
  if (kind === "html") return h("iframe", { sandbox: "", src: fileAddress(info.id), title: `Preview of ${name}`, loading: "lazy" });
  try {
    return cut(kind, name, await fileText(info.id, Infinity));
  } catch (error) {
    return h("p", { class: "error", role: "alert" }, error.message);
  }
}

// a long text is drawn in part; tables have pages, and half a JSON document is none
function cut(kind, name, text) {
  const draw = { markdown, json: (all) => jsonFile(all) ?? plain(all), csv: (all) => table(name, all) }[kind] ?? plain;
  if (text.length <= MOST || kind === "csv") return draw(text);
  const root = h("div", {});
  const all = () => {
    root.replaceChildren(draw(text));
    root.firstElementChild.focus({ preventScroll: true });
  };
  const short = kind === "markdown" ? markdown(text.slice(0, MOST)) : plain(text.slice(0, MOST));
  const words = `The first ${count(MOST)} of ${count(text.length)} characters. `;
  root.append(short, h("p", { class: "cut" }, words, h("button", { type: "button", on: { click: all } }, "Show all")));
  return root;
}

function count(number) {
  return number.toLocaleString("en-GB");
}

function plain(text) {
  return h("pre", { tabindex: 0 }, text);
}

function table(name, text) {
  const rows = cells(text);
  return rows.length ? textTable(name, rows, ROWS) : plain(text);
}

/** The rows of comma-, semicolon- or tab-separated text; quotes hold what separates, and are doubled inside. */
export function cells(text) {
  const first = text.slice(0, text.search(/[\r\n]|$/));
  const separator = ["\t", ";", ","].sort((a, b) => first.split(b).length - first.split(a).length)[0];
  const pattern = new RegExp(`(?:"((?:[^"]|"")*)"|([^${separator}\\r\\n]*))(${separator}|\\r\\n|\\r|\\n|$)`, "g");
  const rows = [[]];
  for (const [whole, quoted, bare, end] of text.replace(/^\ufeff/, "").matchAll(pattern)) {
    if (whole === "" && rows.at(-1).length === 0) break;
    rows.at(-1).push(quoted?.replaceAll('""', '"') ?? bare);
    if (end === "") break;
    if (end !== separator) rows.push([]);
  }
  return rows.filter((row) => row.some((cell) => cell !== ""));
}

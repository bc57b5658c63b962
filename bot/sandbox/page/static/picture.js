// Pictures. Only the workspace's own and those written out as data are loaded; any other is a card with its words.

import { fileAddress } from "./api.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { link } from "./mrkdwn.js";

/** A picture of an image block, an image element, a card; `size` is its class. */
export function picture(item, size) {
  const address = sourceOf(item);
  const alt = item.alt_text ?? "";
  if (isOwn(address)) return h("img", { class: size, src: address, alt, loading: "lazy" });
  const small = size === "tiny" || size === "thumbnail";
  if (small) return h("span", { class: `elsewhere ${size}`, role: "img", "aria-label": alt, title: address }, alt || "image");
  return h(
    "div",
    { class: "elsewhere linked" },
    icon("eye"),
    h("span", {}, h("strong", {}, alt || "An image"), h("small", {}, "From elsewhere, so not loaded here: ", link(address, address))),
  );
}

function sourceOf({ slack_file: file, image_url: address = "" }) {
  const hosted = /\/files-pri\/[^/]*?-(F\w+)\//.exec(file?.url ?? "");
  if (file) return fileAddress(file.id ?? hosted?.[1] ?? "");
  return address;
}

function isOwn(address) {
  if (/^data:image\//i.test(address)) return true;
  return URL.canParse(address, location.href) && new URL(address, location.href).origin === location.origin;
}

// A choice or an entry, asked about first where the bot wants that.

import { confirmed } from "./confirm.js";

/** Enter a value; one that needs a confirmation is taken back when the person thinks better of it. */
export async function entered(surface, block, item, value) {
  if (!(await confirmed(item.confirm))) return false;
  await surface.enter(block, item, value);
  return true;
}

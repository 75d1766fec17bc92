import type { Cursor } from "../cursor.ts";
import type { Offer } from "./offer.ts";

/** What is left of the word that the cursor is in. */
export interface WordBehind {
  readonly length: number;
  /** A colon follows: the word is a key that has its value. */
  readonly isKey: boolean;
}

/**
 * Reads on from a cursor to the end of its word, which a completion replaces, too. In front of a word, with nothing typed, it
 * is left as it is, but not in `${}`, which holds one name.
 */
export function wordBehind({ kind, word }: Cursor, text: string, offset: number): WordBehind {
  const end = text.indexOf("\n", offset);
  const rest = text.slice(offset, end < 0 ? text.length : end);
  const pattern = kind === "expression" ? /^[\w.[\]-]*/ : /^[^\s"',\]}#]*?(?=:?(?:["',\]}]|\s|$))/;
  const found = kind === "expression" || word !== "" ? (pattern.exec(rest)?.[0] ?? "") : "";
  const isKey = word !== "" && /^["']?:(?:\s|$)/.test(rest.slice(found.length));
  return { length: found.length, isKey };
}

/** How an offer is written over a whole word; undefined where it can only stand in front of what follows. */
export function overWord(offer: Offer, { isKey }: WordBehind): Offer | undefined {
  if (offer.label.endsWith("/")) return undefined;
  if (!isKey) return offer;
  const { insert, isSnippet: _isSnippet, goesOn: _goesOn, ...bare } = offer;
  // The colon is there, and behind it a value that is not to be lost.
  return insert?.startsWith(`${offer.label}:`) === true ? bare : undefined;
}

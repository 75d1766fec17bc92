import type { Range } from "../problem.ts";

/** A quick fix within the file that was read. */
export interface SyntaxFix {
  readonly title: string;
  readonly edits: readonly { readonly at: Range; readonly newText: string }[];
  readonly preferred?: true;
}

/** Something that YAML itself refuses, with the words for it. */
export interface SyntaxFinding {
  readonly code: string;
  readonly message: string;
  readonly range: Range;
  readonly fixes?: readonly SyntaxFix[];
}

/** A finding, and the text without what it is about: as many blanks, so that every offset stays true. */
export type Repair = SyntaxFinding & { readonly repaired: string };

/** Overwrites a part of a text with blanks; its line breaks stay. */
export function blank(text: string, range: Range): string {
  const blanked = text.slice(range.start, range.end).replace(/[^\r\n]/g, " ");
  return text.slice(0, range.start) + blanked + text.slice(range.end);
}

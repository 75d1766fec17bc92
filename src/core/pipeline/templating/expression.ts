import type { ScalarNode } from "../node.ts";
import type { Range } from "../problem.ts";

/** One word of a dotted name. `range` are offsets of the file. */
interface Segment {
  readonly name: string;
  readonly range: Range;
}

/** A `${…}` as it stands in a file. */
export interface Expression {
  /** From `$` to the closing brace, or to where the text ends that could belong to it. */
  readonly range: Range;
  /** The segments joined by dots: `a.0` for `${ a[0] }`. */
  readonly name: string;
  /** What could be read of it; the last may be empty, as in `${train.`. */
  readonly segments: readonly Segment[];
  /** False for `${tr` without a brace: DVC leaves that alone, an editor completes it. */
  readonly closed: boolean;
  /** Why DVC refuses it. */
  readonly error?: { readonly message: string; readonly range: Range };
}

/** A `${…}` that DVC substitutes, with offsets in the scalar's value. */
export interface Match {
  readonly start: number;
  readonly end: number;
  readonly path: Path;
}

/** A parsed name; ranges are relative to the text between the braces. */
export interface Path {
  readonly segments: readonly Segment[];
  readonly error?: { readonly message: string; readonly range: Range };
}

/**
 * Finds what DVC substitutes in a value: the shortest `${…}` on one line that no backslash precedes. There is no
 * nesting, so `${a${b}}` ends at its first brace.
 */
export function matchExpressions(text: string): Match[] {
  const found: Match[] = [];
  for (let start = text.indexOf("${"); start >= 0;) {
    const brace = text.indexOf("}", start);
    if (brace < 0) break;
    const inner = text.slice(start + 2, brace);
    const isMatch = text[start - 1] !== "\\" && !inner.includes("\n");
    if (isMatch) found.push({ start, end: brace + 1, path: parsePath(inner) });
    start = text.indexOf("${", isMatch ? brace : start + 2);
  }
  return found;
}

/**
 * Parses `word ("." word | "[" word "]")*`, where a word is anything but `.`, `[` and `]`. Blanks around a word do not
 * count. Stops at the first mistake and keeps what came before it.
 */
export function parsePath(text: string): Path {
  const segments: Segment[] = [];
  let position = 0;
  const word = (expected: string): Path["error"] => {
    const start = position;
    while (position < text.length && !isMark(text.charCodeAt(position))) position += 1;
    segments.push(trimmed(text, start, position));
    if (position > start) return undefined;
    return { message: expected, range: { start, end: Math.min(start + 1, text.length) } };
  };
  const stop = (error: NonNullable<Path["error"]>): Path => ({ segments, error });

  const first = word("A name is expected here.");
  if (first !== undefined) return stop(first);
  while (position < text.length) {
    const opener = text.charAt(position);
    position += 1;
    if (opener === "]") {
      return stop({ message: "This ']' closes nothing.", range: { start: position - 1, end: position } });
    }
    const error = word(`A name is expected after '${opener}'.`);
    if (error !== undefined) return stop(error);
    if (opener !== "[") continue;
    if (text.charAt(position) !== "]") {
      return stop({ message: "The '[' is never closed.", range: { start: position, end: position } });
    }
    position += 1;
    while (text.charAt(position) === " ") position += 1;
    if (position < text.length && !".[".includes(text.charAt(position))) {
      return stop({
        message: "A '.' or '[' is expected after ']'.",
        range: { start: position, end: position + 1 },
      });
    }
  }
  return { segments };
}

/** Whether this is the code of `.`, `[` or `]`. */
function isMark(code: number): boolean {
  return code === 46 || code === 91 || code === 93;
}

function trimmed(text: string, start: number, end: number): Segment {
  const raw = text.slice(start, end);
  const from = start + raw.length - raw.trimStart().length;
  const name = raw.trim();
  return { name, range: name === "" ? { start: end, end } : { start: from, end: from + name.length } };
}

/**
 * All `${…}` of a scalar, with ranges in the file it was parsed from, also half-typed ones. `text` is that file's
 * text. Where quoting or folding makes the file differ from the value, the ranges of the parts are that of the whole.
 */
export function expressionsIn(node: ScalarNode, text: string): Expression[] {
  if (typeof node.value !== "string" || !node.value.includes("${")) return [];
  const value = node.value;
  const source = text.slice(node.range.start, node.range.end);
  const inValue = openings(value);
  const inSource = openings(source);
  const aligned = inValue.length === inSource.length;
  const expressions: Expression[] = [];
  let past = 0;
  for (const [index, opening] of inValue.entries()) {
    if (opening < past || value.charAt(opening - 1) === "\\") continue;
    const closed = /^\$\{[^\n]*?\}/.exec(value.slice(opening))?.[0];
    const written = closed ?? /^\$\{[\w.[\]-]*/.exec(value.slice(opening))?.[0] ?? "${";
    past = opening + written.length;
    const start = aligned ? inSource[index] : undefined;
    const place = placeOf(node.range, source, start, written);
    const inner = written.slice(2, closed === undefined ? undefined : -1);
    expressions.push({ ...locate(parsePath(inner), place), closed: closed !== undefined });
  }
  return expressions;
}

/** Where an expression stands; `exact` when its text in the file is the text of the value, character by character. */
interface PlaceInFile {
  readonly range: Range;
  readonly exact: boolean;
}

function placeOf(scalar: Range, source: string, start: number | undefined, written: string): PlaceInFile {
  if (start === undefined) return { range: scalar, exact: false };
  const exact = source.startsWith(written, start);
  const brace = source.indexOf("}", start);
  const end = exact ? start + written.length : brace < 0 ? source.length : brace + 1;
  return { range: { start: scalar.start + start, end: scalar.start + end }, exact };
}

function locate(path: Path, place: PlaceInFile): Omit<Expression, "closed"> {
  const inFile = (range: Range): Range =>
    place.exact
      ? { start: place.range.start + 2 + range.start, end: place.range.start + 2 + range.end }
      : place.range;
  return {
    range: place.range,
    name: nameOf(path),
    segments: path.segments.map(({ name, range }) => ({ name, range: inFile(range) })),
    ...(path.error !== undefined && {
      error: { message: path.error.message, range: inFile(path.error.range) },
    }),
  };
}

/** The dotted name of a path. */
export function nameOf(path: Path): string {
  return path.segments.map((segment) => segment.name).join(".");
}

function openings(text: string): number[] {
  return [...text.matchAll(/\$\{/g)].map((match) => match.index);
}

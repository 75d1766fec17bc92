import { fnmatchPattern, hasGlob } from "./fnmatch.ts";
import { pythonText } from "../python/python-text.ts";
import { isList, isMapping } from "../value.ts";
import type { Scalar, Value } from "../value.ts";

/** `ambiguous`: the key is a pattern that fits more than one place, which DVC refuses. */
export type Lookup =
  { readonly found: true; readonly value: Value } | { readonly found: false; readonly ambiguous: boolean };

/**
 * Finds the value that a `params:` key names, by the rules of the Python library `dpath` with `.` between segments:
 * list items by index (negative ones count from the end), `*`, `?`, `[ab]` within a segment, one `**` for any depth.
 * Keys that are whole numbers match their digits; a key that holds a dot, a float or null cannot be reached.
 */
export function lookUpParameter(values: Value, key: string): Lookup {
  if (key === "") return { found: true, value: values };
  const segments = segmentsOf(key);
  if (segments.indexOf("**") !== segments.lastIndexOf("**")) return { found: false, ambiguous: true };
  const [match, other] = findParameters(values, key, 2);
  if (match === undefined || other !== undefined) return { found: false, ambiguous: other !== undefined };
  return { found: true, value: match.value };
}

/** A value with the keys that lead to it. An index of a list is a number, and no other key can be one. */
export interface FoundParameter {
  readonly path: readonly Scalar[];
  readonly value: Value;
}

/** Finds everything that a key fits, by the same rules, up to a number of values. */
export function findParameters(values: Value, wanted: string, most = Infinity): FoundParameter[] {
  const tests = segmentsOf(wanted).map((segment) => segmentTest(segment));
  const found: FoundParameter[] = [];
  const collect = (value: Value, at: number, path: readonly Scalar[]): void => {
    const test = tests[at];
    if (found.length >= most) return;
    if (!test) {
      if (value !== values) found.push({ path, value });
      return;
    }
    if (test.anyDepth) collect(value, at + 1, path);
    if (test.word !== undefined && isMapping(value)) {
      const child = value.get(test.word);
      if (child !== undefined) collect(child, at + 1, [...path, test.word]);
      return;
    }
    for (const [name, child, length] of children(value)) {
      const key = isList(value) ? Number(name) : name;
      if (test.fits(name, length)) collect(child, test.anyDepth ? at : at + 1, [...path, key]);
    }
  };
  collect(values, 0, []);
  return found;
}

function segmentsOf(key: string): string[] {
  return key.replace(/^\.+/, "").split(".");
}

interface SegmentTest {
  readonly anyDepth: boolean;
  /** The only key of a mapping that can fit; undefined where several can. */
  readonly word: string | undefined;
  readonly fits: (key: Scalar, listLength: number | undefined) => boolean;
}

/** Keys with their values; of a list the indices, with the length that negative indices count from. */
function* children(node: Value): Generator<[Scalar, Value, number | undefined]> {
  if (isMapping(node)) {
    for (const [key, value] of node) yield [key, value, undefined];
  } else if (isList(node)) {
    for (const [index, value] of node.entries()) yield [BigInt(index), value, node.length];
  }
}

function segmentTest(segment: string): SegmentTest {
  const number = /^\s*[+-]?\d+(_\d+)*\s*$/.test(segment)
    ? BigInt(segment.trim().replace(/[_+]/g, ""))
    : undefined;
  const pattern = hasGlob(segment) ? fnmatchPattern(segment) : undefined;
  const fitsText = (text: string): boolean => (pattern ? pattern.test(text) : text === segment);
  return {
    anyDepth: segment === "**",
    word: number === undefined && !pattern && !/^(?:True|False)$/.test(segment) ? segment : undefined,
    fits: (key, listLength) => {
      if (typeof key === "string") return fitsText(key);
      if (typeof key !== "bigint" && typeof key !== "boolean") return false;
      // Python counts booleans among the whole numbers.
      if (number === undefined) return fitsText(pythonText(key));
      return (
        number === BigInt(key) || (listLength !== undefined && number + BigInt(listLength) === BigInt(key))
      );
    },
  };
}

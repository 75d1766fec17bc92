import { readFileSync } from "node:fs";
import path from "node:path";
import { createLineIndex } from "#core/pipeline/line-index";
import type { Problem, Range } from "#core/pipeline/problem";
import type { Mapping, Scalar, Value } from "#core/pipeline/value";

/** A JSON object: keys in the order given, undefined ones left out. */
export function object(entries: Readonly<Record<string, Value | undefined>>): Mapping {
  const found = Object.entries(entries).filter((entry): entry is [string, Value] => entry[1] !== undefined);
  return new Map<Scalar, Value>(found);
}

/** A count or an index, which JSON shows without a fraction. */
export function integer(value: number): bigint {
  return BigInt(Math.trunc(value));
}

/** A mapping of text keys. */
export function dictionary<T>(entries: Iterable<readonly [string, T]>, of: (value: T) => Value): Mapping {
  return new Map<Scalar, Value>([...entries].map(([key, value]) => [key, of(value)]));
}

/** Dotted names back to nested mappings, as DVC's own JSON has them. */
export function nest(flat: ReadonlyMap<string, Value>): Mapping {
  const root = new Map<Scalar, Value>();
  const levels = new Map<string, Map<Scalar, Value>>();
  for (const [key, value] of flat) {
    const segments = key.split(".");
    const last = segments.pop() ?? "";
    let level = root;
    let name = "";
    for (const segment of segments) {
      name += `${segment}.`;
      const child = levels.get(name) ?? new Map<Scalar, Value>();
      levels.set(name, child);
      level.set(segment, child);
      level = child;
    }
    level.set(last, value);
  }
  return root;
}

/** Turns offsets into zero-based lines and UTF-16 columns of files below `root`, reading each file once. */
export function createPositions(
  root: string,
): (file: string, range: Range) => { start: Position; end: Position } {
  const indices = new Map<string, ReturnType<typeof createLineIndex>>();
  const indexOf = (file: string) => {
    const known = indices.get(file);
    if (known !== undefined) return known;
    const made = createLineIndex(textOf(path.join(root, file)));
    indices.set(file, made);
    return made;
  };
  return (file, { start, end }) => {
    const index = indexOf(file);
    return { start: index.position(start), end: index.position(end) };
  };
}

interface Position {
  readonly line: number;
  readonly character: number;
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

/** PROBLEM of `lint --json` and `resolve --json`. */
export function problemDocument(problem: Problem, positions: ReturnType<typeof createPositions>): Mapping {
  const place = (file: string, range: Range) => rangeDocument(positions(file, range));
  return object({
    file: problem.file,
    range: place(problem.file, problem.range),
    code: problem.code,
    severity: problem.severity,
    message: problem.message,
    related: (problem.related ?? []).map(({ file, range, message }) =>
      object({ file, range: place(file, range), message }),
    ),
    fixes: (problem.fixes ?? []).map(({ title }) => title),
  });
}

export function rangeDocument({ start, end }: { start: Position; end: Position }): Mapping {
  return object({ start: positionDocument(start), end: positionDocument(end) });
}

function positionDocument({ line, character }: Position): Mapping {
  return object({ line: integer(line), character: integer(character) });
}

import type { Node } from "../node.ts";
import type { Range } from "../problem.ts";
import { toValue } from "../to-value.ts";
import type { Scalar, Value } from "../value.ts";
import { type ChunkedYaml, documentOf, readInChunks } from "../yaml/chunked-yaml.ts";
import type { Chunk } from "../yaml/read-chunk.ts";
import { rangesOfNode, rangesOfProblem, shiftRanges, uniqueRanges } from "../yaml/move-ranges.ts";
import { longText } from "../yaml/parse-yaml.ts";
import { rereadChunks } from "../yaml/reread-chunks.ts";
import { formatOf } from "./format-of.ts";
import { readValues, type ReadValues, valuesIn } from "./read-values.ts";

/**
 * Makes a reader that gives what `readValues` gives and remembers the last text of each file: after an edit of a long YAML
 * file, the key that it touched is read. Keys that it left alone stay the same objects, and their places are moved in them:
 * what was read of the file before is outdated then.
 */
export function createValuesReader(): (path: string, text: string) => ReadValues {
  const known = new Map<string, ChunkedYaml>();
  const places = new WeakMap<Chunk, readonly Range[]>();
  const values = new WeakMap<Node, Value>();
  const move = (chunk: Chunk, path: string, delta: number): void => {
    const ranges = places.get(chunk) ?? rangesOfChunk(chunk, path);
    places.set(chunk, ranges);
    shiftRanges(ranges, delta);
    chunk.start += delta;
    chunk.end += delta;
  };
  const valueOf = (node: Node): Value => {
    const value = values.get(node) ?? toValue(node);
    values.set(node, value);
    return value;
  };
  const readPieces = (path: string, text: string): ChunkedYaml | undefined => {
    if (text.length < longText || formatOf(path) !== "yaml") return undefined;
    const before = known.get(path);
    const reread = before && rereadChunks(before, text);
    for (const chunk of reread?.moved ?? []) move(chunk, path, reread?.delta ?? 0);
    return reread?.yaml ?? readInChunks(path, text);
  };
  return (path, text) => {
    const yaml = readPieces(path, text);
    if (yaml === undefined) {
      known.delete(path);
      return readValues(path, text);
    }
    known.set(path, yaml);
    return valuesIn(documentOf(yaml), (root) => {
      if (root?.kind !== "map") return toValue(root);
      return new Map<Scalar, Value>(root.entries.map(({ key, value }) => [key.value, valueOf(value)]));
    });
  };
}

function rangesOfChunk({ entries, problems }: Chunk, file: string): readonly Range[] {
  const found = problems.flatMap((problem) => rangesOfProblem(problem, file));
  for (const { key, value } of entries) {
    found.push(key.range);
    rangesOfNode(value, found);
  }
  return uniqueRanges(found);
}

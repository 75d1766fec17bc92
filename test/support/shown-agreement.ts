import type { ShownDifferences } from "#core/metrics/diff-shown";
import type { ShownRevision } from "#core/experiments/show-revisions";
import type { ShownFiles } from "#core/metrics/shown-file";
import { encodeValue, entriesOf } from "./dvc-judge.ts";
import type { Encoded } from "./dvc-judge.ts";

/** Differences in the judge's words. */
export function differencesSaid(differences: ShownDifferences): Encoded {
  return mapOf(differences, (changes) =>
    mapOf(changes, (change) => ({
      map: [
        ["old", encodeValue(change.old)],
        ["new", encodeValue(change.new)],
        ...(change.diff === undefined ? [] : [["diff", encodeValue(change.diff)] as const]),
      ],
    })),
  );
}

/** Metrics in the judge's words; of a file or a revision that cannot be read only that it cannot. */
export function metricsSaid(byRevision: ReadonlyMap<string, ShownRevision>): Encoded {
  const fileSaid = (file: ShownFiles extends ReadonlyMap<string, infer File> ? File : never): Encoded => ({
    map: [file.kind === "values" ? ["data", encodeValue(file.values)] : ["error", "x"]],
  });
  return mapOf(byRevision, (shown) => ({
    map: ["error" in shown ? ["error", "x"] : ["data", mapOf(shown, fileSaid)]],
  }));
}

function mapOf<Item>(items: ReadonlyMap<string, Item>, said: (item: Item) => Encoded): Encoded {
  return { map: [...items].map(([key, item]) => [key, said(item)]) };
}

/** Mappings with their keys as text and sorted: DVC goes over sets, and its JSON has text keys only. */
export function sortedEntries(value: Encoded): Encoded {
  const entries = entriesOf(value);
  if (entries.length === 0) return value;
  const sorted = entries.toSorted(([a], [b]) => (a < b ? -1 : 1));
  return { map: sorted.map(([key, item]) => [key, sortedEntries(item)]) };
}

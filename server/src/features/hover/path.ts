import type { LockItem } from "#core/pipeline/lock/lock-model";
import { isDataFile } from "#core/pipeline/dvc-file-names";
import { childOf, itemsOf } from "#core/pipeline/map-entries";
import { toValue } from "#core/pipeline/to-value";
import type { Snapshot } from "../../workspace/snapshot.ts";
import { lockEntryOf, recordedOutput, sizeText } from "../lock-facts.ts";
import { producersOf } from "../producers.ts";
import { code, listed } from "./markdown.ts";

/** As many makers and readers are named. */
const mostStages = 5;

/** Who makes and needs a path, whether it is there, and its size and hash as they are recorded. */
export function aboutPath(
  snapshot: Snapshot,
  path: string,
  at: { readonly file: string; readonly offset: number },
): string {
  const producers = producersOf(snapshot, path).map(({ address }) => code(address));
  const tracked = snapshot.exists(`${path}.dvc`) ? `tracked by ${code(`${path}.dvc`)}` : "no stage makes it";
  const made = producers.length === 0 ? tracked : `made by ${listed(producers, mostStages)}`;
  const there = snapshot.exists(path) ? "exists" : "does not exist yet";
  const item =
    recordedOutput(snapshot, path) ?? recordedInput(snapshot, path, at) ?? trackedItem(snapshot, path);
  const hash = item?.md5 === undefined ? undefined : `md5 ${code(item.md5)}`;
  const recorded = [item && sizeText(item), hash].filter((part) => part !== undefined).join(", ");
  const consumers = snapshot
    .links()
    .outputs.at(path)
    .flatMap(({ stage }) => consumersOf(snapshot, stage.address));
  const parts = [
    `${code(path)}: ${made}; ${there}`,
    ...(recorded === "" ? [] : [`Recorded: ${recorded}`]),
    ...(consumers.length === 0 ? [] : [`Needed by ${listed([...new Set(consumers)].map(code), mostStages)}`]),
  ];
  return parts.join("\n\n");
}

function consumersOf(snapshot: Snapshot, address: string): readonly string[] {
  const found: string[] = [];
  for (const [consumer, links] of snapshot.links().byStage) {
    if (links.some(({ producer }) => producer.address === address)) found.push(consumer);
  }
  return found;
}

/** What dvc.lock has of a dependency of the stage that the offset is in. */
function recordedInput(
  snapshot: Snapshot,
  path: string,
  { file, offset }: { readonly file: string; readonly offset: number },
): LockItem | undefined {
  for (const stage of snapshot.file(file)?.stages ?? []) {
    const reference = stage.deps.find(
      (dependency) =>
        dependency.path === path && dependency.range.start <= offset && offset <= dependency.range.end,
    );
    if (reference !== undefined) {
      return lockEntryOf(snapshot, stage)?.deps.find((item) => item.path === reference.text);
    }
  }
  return undefined;
}

/** What the `.dvc` file beside a path has of it. */
function trackedItem(
  snapshot: Snapshot,
  path: string,
): Pick<LockItem, "md5" | "size" | "nfiles"> | undefined {
  const file = isDataFile(path) ? path : `${path}.dvc`;
  const [output] = itemsOf(childOf(snapshot.document(file)?.root, "outs"));
  if (output === undefined) return undefined;
  const [md5, size, nfiles] = ["md5", "size", "nfiles"].map((key) => toValue(childOf(output, key)));
  return {
    ...(typeof md5 === "string" && { md5 }),
    ...(typeof size === "bigint" && { size }),
    ...(typeof nfiles === "bigint" && { nfiles }),
  };
}

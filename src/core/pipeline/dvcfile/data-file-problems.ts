import { textOrDigits } from "../lock/text-or-digits.ts";
import { childOf, itemsOf, textOf } from "../map-entries.ts";
import type { Document, Node } from "../node.ts";
import type { Problem } from "../problem.ts";
import { folderOf, isOutside, resolvePath } from "../repository-path.ts";
import type { CheckWorld } from "../rules/rule.ts";
import { toValue } from "../to-value.ts";
import { checkDvcFile } from "./check-dvc-file.ts";

type DataWorld = Pick<CheckWorld, "exists" | "inCache" | "hasRemotes">;

/** Everything that is wrong with a `.dvc` file: by itself, and with the data that it tracks. */
export function dataFileProblems(document: Document, world: DataWorld): Problem[] {
  return [...checkDvcFile(document), ...findGoneData(document, world)];
}

/**
 * `dvcfile/gone`: data that is neither here nor in the cache, where there is no remote to pull it from. Imported data can
 * be fetched again.
 */
function findGoneData({ file, root }: Document, world: DataWorld): Problem[] {
  if (itemsOf(childOf(root, "deps")).length > 0 || world.hasRemotes?.() !== false) return [];
  const folder = resolvePath(folderOf(file), textOf(childOf(root, "wdir")) ?? ".");
  return itemsOf(childOf(root, "outs")).flatMap((item): Problem[] => {
    const place = childOf(item, "path");
    const md5 = textOrDigits(toValue(childOf(item, "md5")));
    if (place === undefined || md5 === undefined || !isGone(place, { folder, md5, world })) return [];
    return [
      {
        code: "dvcfile/gone",
        severity: "warning",
        file,
        range: place.range,
        message: `'${textOf(place)}' is neither here nor in the cache, and there is no remote to pull it from: add it again.`,
      },
    ];
  });
}

function isGone(
  place: Node,
  { folder, md5, world }: { readonly folder: string; readonly md5: string; readonly world: DataWorld },
): boolean {
  const path = resolvePath(folder, textOf(place) ?? "");
  return !isOutside(path) && world.exists(path) === false && world.inCache?.(md5) === false;
}

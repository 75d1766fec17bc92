import type { PipelineFile, Stage } from "../model.ts";
import { itemsOf, childOf, textOf } from "../map-entries.ts";
import type { Problem, Range } from "../problem.ts";
import { folderOf, resolvePath } from "../repository-path.ts";

/** Suffixes of files in which DVC finds no metrics: everything that it does not know it reads as YAML. */
const noMetrics =
  /\.(?:csv|tsv|parquet|png|jpe?g|gif|svg|html?|pdf|pkl|pickle|joblib|npy|npz|pt|pth|h5|onnx|ipynb|md|log)$/i;

/** Whether a file is of a kind in which DVC finds no numbers. */
export function holdsNoMetrics(path: string): boolean {
  return noMetrics.test(path);
}

/** `metrics/bad-format` of what a stage writes. */
export function findStrangeMetrics({ outs, file }: Stage): Problem[] {
  return outs.flatMap(({ kind, path, range }) => (kind === "metric" ? strange(path, file, range) : []));
}

/** `metrics/bad-format` of the top-level list. */
export function findStrangeTopLevelMetrics({ path: file, document }: PipelineFile): Problem[] {
  return itemsOf(childOf(document.root, "metrics")).flatMap((item) => {
    const text = textOf(item);
    return text === undefined ? [] : strange(resolvePath(folderOf(file), text), file, item.range);
  });
}

function strange(path: string, file: string, range: Range): Problem[] {
  const suffix = noMetrics.exec(path)?.[0];
  if (suffix === undefined) return [];
  const isTable = /^\.(?:csv|tsv)$/i.test(suffix);
  const where = isTable || /^\.(?:png|jpe?g|gif|svg)$/i.test(suffix) ? " List it under 'plots'." : "";
  return [
    {
      code: "metrics/bad-format",
      severity: "warning",
      file,
      range,
      message: `'${path}' holds no metrics that DVC can read: it takes JSON, YAML and TOML.${where}`,
    },
  ];
}

import { textOf } from "../map-entries.ts";
import type { Document } from "../node.ts";
import type { Problem } from "../problem.ts";
import type { WrittenPlot } from "./plot-places.ts";

/** `plots/image-with-axes`: columns and templates are for tables; an image is shown as it is. */
export function findImagesWithAxes({ sources, axes }: WrittenPlot, document: Document): Problem[] {
  if (sources.length === 0 || !sources.every(({ path }) => /\.(?:jpe?g|gif|png|svg)$/i.test(path))) return [];
  return axes.map((key): Problem => ({
    code: "plots/image-with-axes",
    severity: "warning",
    file: document.file,
    range: key.range,
    message: `'${textOf(key)}' has no effect on an image: DVC shows it as it is.`,
  }));
}

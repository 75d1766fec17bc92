import { closest } from "../did-you-mean.ts";
import { textOf } from "../map-entries.ts";
import type { Document } from "../node.ts";
import { plotTemplates } from "../plot-templates.ts";
import type { Problem } from "../problem.ts";
import { fixRewriting } from "./fix-rewriting.ts";
import type { WrittenPlot } from "./plot-places.ts";
import type { CheckFacts } from "./rule.ts";

/** `plots/unknown-template`: `dvc plots show` breaks down on a name that is no template. */
export function findUnknownTemplates(
  { template }: WrittenPlot,
  document: Document,
  { world }: CheckFacts,
): Problem[] {
  const name = textOf(template);
  if (template === undefined || name === undefined || Object.hasOwn(plotTemplates, name)) return [];
  const own = (world.list?.(".dvc/plots") ?? []).map((file) => file.replace(/\.json$/, ""));
  const places = [name, `.dvc/plots/${name}`, `.dvc/plots/${name}.json`];
  if (own.includes(name) || places.some((place) => world.exists(place) !== false)) return [];
  const near = closest(name, [...Object.keys(plotTemplates), ...own]);
  const fix = near === undefined ? undefined : fixRewriting(document, template.range, name, near);
  return [
    {
      code: "plots/unknown-template",
      severity: "warning",
      file: document.file,
      range: template.range,
      message: `There is no template '${name}', in DVC or in '.dvc/plots'.${near === undefined ? "" : ` Did you mean '${near}'?`}`,
      ...(fix && { fixes: [fix] }),
    },
  ];
}

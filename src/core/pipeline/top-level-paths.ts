import { type FileContext, report } from "./file-context.ts";
import { interpolate, type Interpolation } from "./templating/interpolate.ts";
import { itemsOf, textOf } from "./map-entries.ts";
import type { Node } from "./node.ts";
import { resolvePath } from "./repository-path.ts";
import type { Scope } from "./templating/scope.ts";

/**
 * The repository-relative paths of a top-level `metrics` or `params` list, where a backslash is a slash. DVC loads an
 * item that is not text, and breaks down only when it shows metrics or parameters.
 */
export function readPaths(section: Node | undefined, scope: Scope, context: FileContext): string[] {
  return itemsOf(section).flatMap((written) => {
    const interpolation: Interpolation = { context, scope, failed: false };
    const item = interpolate(written, "section", interpolation);
    if (interpolation.failed) return [];
    const text = textOf(item);
    if (text !== undefined) return [resolvePath(context.folder, text.replaceAll("\\", "/"))];
    if (item !== written) {
      report(context, {
        code: "dvc/expected-string",
        message: "A path must be text.",
        range: written.range,
        severity: "warning",
      });
    }
    return [];
  });
}

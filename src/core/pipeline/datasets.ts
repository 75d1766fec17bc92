import type { FileContext } from "./file-context.ts";
import { interpolate } from "./templating/interpolate.ts";
import type { Node } from "./node.ts";
import type { Scope } from "./templating/scope.ts";

/**
 * Finds what DVC cannot replace in the `datasets` section. What a dataset holds is not looked at: DVC does so only when a
 * stage depends on it as `ds://name`.
 */
export function checkDatasets(section: Node | undefined, scope: Scope, context: FileContext): void {
  if (section !== undefined) interpolate(section, "section", { context, scope, failed: false });
}

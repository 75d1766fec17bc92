import { addListItems } from "../edit/add-list-items.ts";
import type { Stage } from "../model.ts";
import type { Fix } from "../problem.ts";
import { relativePath } from "../repository-path.ts";
import type { CheckFacts } from "./rule.ts";

/**
 * The fix that adds a path of the repository to `deps` or `outs` of a stage. Undefined for stages of one template, which
 * may need other paths each.
 */
export function fixAddingPath(
  facts: CheckFacts,
  stage: Stage,
  section: "deps" | "outs",
  path: string,
): Fix | undefined {
  const definition = facts.definitionOf(stage);
  const document = facts.documents.get(stage.file);
  if (definition?.kind !== "map" || document === undefined) return undefined;
  const text = relativePath(stage.wdir, path);
  const place = { map: definition, key: section, after: section === "deps" ? "cmd" : "deps" };
  const change =
    addListItems(document, place, [text]) ?? addListItems(document, { ...place, after: "cmd" }, [text]);
  const what = section === "deps" ? "a dependency" : "an output";
  return (
    change && {
      title: `Add '${text}' as ${what} of '${stage.expansion?.group ?? stage.name}'`,
      changes: [change],
    }
  );
}

import type { SemanticTokens, SemanticTokensLegend } from "vscode-languageserver-types";
import { occurrencesIn } from "#core/pipeline/occurrences/find-occurrences";
import type { Named } from "#core/pipeline/occurrences/occurrence";
import type { Range } from "#core/pipeline/problem";
import { isLockFile, isPipelineFile } from "#core/pipeline/dvc-file-names";
import { type FeatureContext, toLspRange } from "./lsp.ts";

/** The kinds of tokens, by their place in this list; the names are those of the protocol, so that themes know them. */
export const tokenLegend: SemanticTokensLegend = {
  tokenTypes: ["function", "variable", "parameter", "type"],
  tokenModifiers: ["declaration", "readonly"],
};

/** Paths are texts, and look like texts. */
type ColouredKind = Exclude<Named["kind"], "path">;

const types: Readonly<Record<ColouredKind, number>> = { stage: 0, local: 1, parameter: 2, artifact: 3 };

const kinds: ReadonlySet<Named["kind"]> = new Set(["stage", "local", "parameter", "artifact"]);

/** The names in a dvc.yaml or dvc.lock, or in a part of it, by what they name. */
export function listSemanticTokens(context: FeatureContext, within?: Range): SemanticTokens {
  const { snapshot, path } = context;
  const isNamed = isPipelineFile(path) || isLockFile(path);
  const tokens = isNamed ? occurrencesIn(snapshot, path, { within, kinds }) : [];
  const data: number[] = [];
  let [line, character, end] = [0, 0, 0];
  for (const { named, role, range, exact } of tokens) {
    // A name that is not written as it is may go over several lines, which a token cannot.
    if (named.kind === "path" || !exact || range.start < end || range.end === range.start) continue;
    end = range.end;
    const { start } = toLspRange(context, path, range);
    const sameLine = start.line === line;
    const declaration = role === "definition" ? 1 : 0;
    const readonly = named.kind === "local" || named.kind === "parameter" ? 2 : 0;
    data.push(
      start.line - line,
      sameLine ? start.character - character : start.character,
      range.end - range.start,
      types[named.kind],
      declaration + readonly,
    );
    ({ line, character } = start);
  }
  return { data };
}

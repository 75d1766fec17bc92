import type { SemanticTokens, SemanticTokensLegend } from "vscode-languageserver-types";
import { occurrencesIn } from "#core/pipeline/occurrences/find-occurrences";
import type { Named, Occurrence } from "#core/pipeline/occurrences/occurrence";
import type { Range } from "#core/pipeline/problem";
import { isLockFile, isPipelineFile } from "#core/pipeline/dvc-file-names";
import { type FeatureContext, toLspRange } from "./lsp.ts";

/** The kinds of tokens, by their place in this list; the names are those of the protocol, so that themes know them. */
export const tokenLegend: SemanticTokensLegend = {
  tokenTypes: ["function", "variable", "parameter", "type"],
  tokenModifiers: ["declaration", "readonly"],
};

const types: Readonly<Record<Named["kind"], number | undefined>> = {
  stage: 0,
  local: 1,
  parameter: 2,
  artifact: 3,
  // Paths are texts, and look like texts.
  path: undefined,
};

/** The names in a dvc.yaml or dvc.lock, or in a part of it, by what they name. */
export function listSemanticTokens(context: FeatureContext, within?: Range): SemanticTokens {
  const { snapshot, path } = context;
  const isNamed = isPipelineFile(path) || isLockFile(path);
  const tokens = isNamed ? occurrencesIn(snapshot, path, within).filter(isToken) : [];
  const data: number[] = [];
  let [line, character, end] = [0, 0, 0];
  for (const { named, role, range } of tokens) {
    if (range.start < end) continue;
    end = range.end;
    const { start } = toLspRange(context, path, range);
    const sameLine = start.line === line;
    const declaration = role === "definition" ? 1 : 0;
    const readonly = named.kind === "local" || named.kind === "parameter" ? 2 : 0;
    data.push(
      start.line - line,
      sameLine ? start.character - character : start.character,
      range.end - range.start,
      types[named.kind] ?? 0,
      declaration + readonly,
    );
    ({ line, character } = start);
  }
  return { data };
}

/** A name that is not written as it is may go over several lines, which a token cannot. */
function isToken({ named, exact, range }: Occurrence): boolean {
  return exact && types[named.kind] !== undefined && range.end > range.start;
}

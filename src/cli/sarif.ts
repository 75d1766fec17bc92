import type { Problem, Range, Severity } from "#core/pipeline/problem";
import type { createPositions } from "./json-shapes.ts";

type Positions = ReturnType<typeof createPositions>;

const levels: Readonly<Record<Severity, "error" | "warning" | "note">> = {
  error: "error",
  warning: "warning",
  information: "note",
  hint: "note",
};

/**
 * The problems as a log of SARIF 2.1.0 (OASIS), which code scanning services read: lines and columns from 1 in UTF-16
 * units, files relative to the root of the repository.
 */
export function sarifLog(problems: readonly Problem[], positions: Positions): string {
  const ids = [...new Set(problems.map(({ code }) => code))].toSorted();
  const indices = new Map(ids.map((id, index) => [id, index]));
  const run = {
    tool: {
      driver: {
        name: "trainyard",
        version: process.env["TRAINYARD_VERSION"],
        rules: ids.map((id) => ({ id })),
      },
    },
    columnKind: "utf16CodeUnits",
    results: problems.map((problem) => resultOf(problem, indices.get(problem.code) ?? 0, positions)),
  };
  return JSON.stringify(
    { $schema: "https://json.schemastore.org/sarif-2.1.0.json", version: "2.1.0", runs: [run] },
    undefined,
    2,
  );
}

function resultOf(problem: Problem, ruleIndex: number, positions: Positions): object {
  const { code, severity, message, file, range, related = [], fixes = [] } = problem;
  return {
    ruleId: code,
    ruleIndex,
    level: levels[severity],
    message: { text: message },
    locations: [locationOf(file, range, positions)],
    ...(related.length > 0 && {
      relatedLocations: related.map((place) => ({
        ...locationOf(place.file, place.range, positions),
        message: { text: place.message },
      })),
    }),
    ...(fixes.length > 0 && {
      fixes: fixes.map(({ title, changes }) => ({
        description: { text: title },
        artifactChanges: changes.map((change) => ({
          artifactLocation: artifact(change.file),
          replacements: [
            {
              deletedRegion: regionOf(change.file, change.range, positions),
              insertedContent: { text: change.newText },
            },
          ],
        })),
      })),
    }),
  };
}

function locationOf(file: string, range: Range, positions: Positions): object {
  return {
    physicalLocation: { artifactLocation: artifact(file), region: regionOf(file, range, positions) },
  };
}

function artifact(file: string): object {
  return { uri: file.split("/").map(encodeURIComponent).join("/"), uriBaseId: "%SRCROOT%" };
}

function regionOf(file: string, range: Range, positions: Positions): object {
  const { start, end } = positions(file, range);
  return {
    startLine: start.line + 1,
    startColumn: start.character + 1,
    endLine: end.line + 1,
    endColumn: end.character + 1,
  };
}

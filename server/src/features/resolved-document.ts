import { resolvedText } from "#core/pipeline/resolved-text";
import type { FeatureContext } from "./lsp.ts";

/** The text of the read-only document that shows a dvc.yaml with everything in it resolved; null of another file. */
export function resolvedDocument({ snapshot, path }: FeatureContext): string | null {
  const file = snapshot.file(path);
  if (file === undefined) return null;
  const left = file.definitions.filter(
    ({ range }) => !file.stages.some((stage) => stage.range.start === range.start),
  );
  const notes = [
    `# ${path} as DVC resolves it. This view is read-only and follows what you type.`,
    ...left.map(
      ({ name }) =>
        `# '${name.replaceAll(/[\r\n]/g, " ")}' does not resolve: its problems are told in ${path}.`,
    ),
  ];
  return `${notes.join("\n")}\n${resolvedText(file)}`;
}

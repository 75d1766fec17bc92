import type { Snapshot } from "../../workspace/snapshot.ts";
import { code } from "./markdown.ts";

/** What an artifact is called in the registry, and what it is. */
export function aboutArtifact(
  snapshot: Snapshot,
  { file, name }: { readonly file: string; readonly name: string },
): string | undefined {
  const artifact = snapshot.file(file)?.artifacts.find((candidate) => candidate.name === name);
  if (artifact === undefined) return undefined;
  const { fullName, path, type, desc, labels } = artifact;
  const parts = [
    `${code(fullName)}: ${type ?? "an artifact"} at ${code(path)}`,
    ...(desc === undefined ? [] : [desc]),
    ...(labels.length === 0 ? [] : [labels.map(code).join(" ")]),
  ];
  return parts.join("\n\n");
}

import type { ServerOptions } from "#protocol/server-options";

/** What any server for YAML tells too. It knows nothing of what DVC alone refuses, or of what scripts read otherwise. */
const ofYaml: ReadonlySet<unknown> = new Set([
  "yaml/alias-unresolved",
  "yaml/anchor-unused",
  "yaml/bad-indent",
  "yaml/duplicate-key",
  "yaml/incomplete-item",
  "yaml/incomplete-key",
  "yaml/merge-conflict",
  "yaml/odd-space",
  "yaml/syntax",
  "yaml/tab-indent",
  "yaml/tag",
  "yaml/unclosed-flow",
  "yaml/unclosed-quote",
]);

/**
 * Which diagnostics of a document are told by somebody else: editors tell by themselves what is no JSON and no Python,
 * and extensions what is no YAML.
 *
 * @param language of the document
 * @returns whether a code is among them; undefined where none is
 */
export function toldElsewhere(
  language: string | undefined,
  { yamlIsChecked = false }: ServerOptions,
): ((code: unknown) => boolean) | undefined {
  if (language === "yaml" && yamlIsChecked) return (code) => ofYaml.has(code);
  if (language !== "json" && language !== "python") return undefined;
  return (code) => String(code).startsWith(`${language}/`);
}

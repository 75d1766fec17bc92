import { documentPatterns } from "#protocol/document-names";

/** Fits the files that the language server understands wherever they are, on file systems of some schemes. */
export function pipelineDocuments(
  schemes: readonly string[],
): { readonly scheme: string; readonly pattern: string }[] {
  return schemes.flatMap((scheme) => documentPatterns.map((pattern) => ({ scheme, pattern })));
}

const patterns = ["**/dvc.yaml", "**/params.{yaml,json,toml,py}", "**/dvc.lock", "**/*.dvc"];

/** Fits the files that the language server understands, on file systems of some schemes. */
export function pipelineDocuments(
  schemes: readonly string[],
): { readonly scheme: string; readonly pattern: string }[] {
  return schemes.flatMap((scheme) => patterns.map((pattern) => ({ scheme, pattern })));
}

/** The files that the language server understands. */
export const pipelineDocuments = [
  "**/dvc.yaml",
  "**/params.{yaml,json,toml,py}",
  "**/dvc.lock",
  "**/*.dvc",
].map((pattern) => ({ scheme: "file", pattern }));

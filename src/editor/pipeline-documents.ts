/** The files that the language server understands. */
export const pipelineDocuments = ["**/dvc.yaml", "**/params.yaml", "**/dvc.lock", "**/*.dvc"].map(
  (pattern) => ({ scheme: "file", pattern }),
);

/** The files of a folder that DVC knows, as `dvc init` writes them, by path. */
export const dvcFiles: Readonly<Record<string, string>> = {
  ".dvc/config": "",
  ".dvc/.gitignore": "/config.local\n/tmp\n/cache\n",
  ".dvcignore":
    "# Add patterns of files dvc should ignore, which could improve\n" +
    "# the performance. Learn more at\n# https://dvc.org/doc/user-guide/dvcignore\n",
};

/** What a new pipeline starts with, by path. */
export const pipelineFiles: Readonly<Record<"dvc.yaml" | "params.yaml", string>> = {
  "dvc.yaml": `# Each stage says what it needs, what it runs and what it makes.
stages:
  train:
    cmd: python train.py
    deps:
      - train.py
    params:
      - learning_rate
    outs:
      - model.pkl
    metrics:
      - metrics.json:
          cache: false
`,
  "params.yaml": "learning_rate: 0.01\n",
};

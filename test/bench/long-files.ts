/** Files as long as anybody writes them, and longer; each about as many lines as is asked for. */

/** A chain of stages with ten lines each. */
export function longPipeline(lines: number): string {
  const stages = Array.from({ length: Math.floor(lines / 10) }, (_, index) =>
    [
      `  stage${index}:`,
      `    cmd: python src/train.py --lr \${train.lr} --out data/out${index}`,
      "    deps:",
      "      - src/train.py",
      `      - ${index === 0 ? "data/raw" : `data/out${index - 1}`}`,
      "    params:",
      "      - train.lr",
      "    outs:",
      `      - data/out${index}`,
      "",
    ].join("\n"),
  );
  return `stages:\n${stages.join("\n")}\n`;
}

/** What DVC records of `longPipeline`'s stages, with 19 lines for each. */
export function longLock(lines: number): string {
  const hash = "d8e8fca2dc0f896fd7cb4cb0031ba249";
  const item = (path: string) => `    - path: ${path}\n      hash: md5\n      md5: ${hash}\n      size: 12\n`;
  const stages = Array.from(
    { length: Math.floor(lines / 19) },
    (_, index) =>
      `  stage${index}:\n    cmd: python src/train.py --lr 0.1 --out data/out${index}\n    deps:\n` +
      item(index === 0 ? "data/raw" : `data/out${index - 1}`) +
      `${item("src/train.py")}    params:\n      params.yaml:\n        train.lr: 0.1\n    outs:\n` +
      item(`data/out${index}`),
  );
  return `schema: '2.0'\nstages:\n${stages.join("")}`;
}

/** Groups of nine parameters. */
export function longParams(lines: number): string {
  const groups = Array.from(
    { length: Math.floor(lines / 10) },
    (_, index) =>
      `group${index}:\n${Array.from({ length: 9 }, (__, key) => `  key${key}: 0.${key}`).join("\n")}\n`,
  );
  return `train:\n  lr: 0.1\n${groups.join("")}`;
}

/** Texts that have brought other servers to their knees. */
export const oddPipelines: Readonly<Record<string, string>> = {
  "20,000 flat keys": Array.from({ length: 20_000 }, (_, index) => `key${index}: ${index}\n`).join(""),
  "8,000 aliases": `vars:\n- base: &base {a: 1}\nstages:\n${Array.from(
    { length: 8_000 },
    (_, index) => `  s${index}:\n    cmd: x\n    meta: *base\n`,
  ).join("")}`,
  "20,000 [": `stages:\n  a:\n    cmd: x\n    deps: ${"[".repeat(20_000)}\n`,
  "one unclosed quote at the top": longPipeline(50_000).replace("cmd: python", 'cmd: "python'),
};

import { readFileSync } from "node:fs";
import path from "node:path";
import type { GeneratedPipeline } from "./generate.ts";

/** The repositories of `breakages.txt`: most of them are what DVC refuses. */
export function readBreakages(): readonly GeneratedPipeline[] {
  const text = readFileSync(path.join(import.meta.dirname, "breakages.txt"), "utf8");
  return text.split(/^# /m).slice(1).flatMap(readGroup);
}

function readGroup(group: string): GeneratedPipeline[] {
  const [heading = "", ...lines] = group.split("\n").filter((line) => line !== "");
  const [kind = "", what = ""] = heading.split(/: (.*)/);
  const shared = lines.filter((line) => line.startsWith("> ")).map((line) => fileOf(line.slice("> ".length)));
  const cases = lines.filter((line) => !line.startsWith("> "));
  const isOnlyOurs = kind.endsWith("!");
  return cases.map((line) => ({
    name: `${what}: ${line}`,
    isOnlyOurs,
    files: {
      "params.yaml": "pa: 1\npl: [1, 2]\npm: {x: 1, y: two}\n",
      ...Object.fromEntries(shared),
      ...filesOf(kind.replace("!", ""), line),
    },
  }));
}

function fileOf(line: string): readonly [string, string] {
  const colon = line.indexOf(": ");
  return [line.slice(0, colon), textOf(line.slice(colon + 2))];
}

/** A JSON string. */
function textOf(quoted: string): string {
  return String(JSON.parse(quoted));
}

const good = "cmd: 'echo ${pa}'";

function filesOf(kind: string, line: string): Record<string, string> {
  if (kind === "text") return { "dvc.yaml": textOf(line) };
  if (kind === "lock") return { "dvc.yaml": `stages: {a: {${good}}}\n`, "dvc.lock": textOf(line) };
  if (kind === "section")
    return { "dvc.yaml": `{stages: {good: {${good}}}, ${line === "{}" ? "" : line}}\n` };
  if (kind === "stages") return { "dvc.yaml": `stages: {${line}}\n` };
  const cmd = /(?:^|, )cmd:/.test(line) ? "" : "cmd: echo 1, ";
  return { "dvc.yaml": `stages: {good: {${good}, outs: [good.txt]}, bad: {${cmd}${line}}}\n` };
}

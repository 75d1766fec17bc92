import type { Stage } from "../model.ts";
import { resolvePath } from "../repository-path.ts";
import type { CheckFacts } from "./rule.ts";

/** Who reads a parameter file besides DVC: PyYAML, only something that reads it as DVC does, or nobody knows. */
export type ParamsReader = "pyyaml" | "other" | "unknown";

/** More scripts than these are not opened for one file. */
const mostScripts = 50;

/** Tells of a parameter file who reads it, by the Python scripts that the stages with it run or depend on. */
export function readersOf({ pipeline, world }: CheckFacts): (file: string) => ParamsReader {
  const users = new Map<string, Stage[]>();
  for (const stage of pipeline.stages) {
    for (const { path } of stage.params) {
      const known = users.get(path);
      if (known) known.push(stage);
      else users.set(path, [stage]);
    }
  }
  return (file) => {
    const scripts = new Set<string>();
    for (const stage of users.get(file) ?? []) {
      if (scripts.size >= mostScripts) break;
      for (const path of scriptsOf(stage)) scripts.add(path);
    }
    const texts = [...scripts].flatMap((path) => world.read(path) ?? []);
    if (texts.some((text) => /^\s*(?:import|from)\s+yaml\b/m.test(text))) return "pyyaml";
    const agrees = texts.some((text) => /\bruamel\b|\bomegaconf\b|\bhydra\b|\bparams_show\b/.test(text));
    return agrees ? "other" : "unknown";
  };
}

function scriptsOf({ cmd, wdir, deps }: Stage): string[] {
  const commands = typeof cmd === "string" ? [cmd] : Array.isArray(cmd) ? cmd : [];
  const words = commands.flatMap((command) =>
    typeof command === "string" ? (command.match(/[\w./-]+\.py\b/g) ?? []) : [],
  );
  const named = words.map((word) => resolvePath(wdir, word));
  return [...named, ...deps.map(({ path }) => path).filter((path) => path.endsWith(".py"))];
}

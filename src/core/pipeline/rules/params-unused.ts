import { stageScripts } from "../command/stage-scripts.ts";
import type { Entry, Node } from "../node.ts";
import type { Problem } from "../problem.ts";
import { pythonText } from "../python/python-text.ts";
import type { ParameterUse } from "./parameter-uses.ts";
import type { CheckFacts } from "./rule.ts";

/** Ways in which a script may read parameters that are not told here. */
const mayRead = /params|hydra|omegaconf|yaml|toml|json|import_module|^\s*from\s+\.|config/im;

/**
 * `params/unused`: a parameter that nobody reads. Only where all readers are known: no stage wants the whole file, and
 * every script of every stage is there, and could not read a file of parameters by itself.
 */
export function findUnusedParameters(facts: CheckFacts): Problem[] {
  const uses = [...facts.parameterUses()].filter(
    ([, use]) => !use.isWhole && use.listed.size + use.named.size > 0,
  );
  if (uses.length === 0 || !facts.isComplete || !areReadersKnown(facts)) return [];
  const shown = new Set(facts.pipeline.files.flatMap(({ params }) => params));
  return uses.flatMap(([file, use]) => {
    const root = shown.has(file) ? undefined : facts.valuesOf(file)?.document.root;
    return unusedIn(root, [], usedNames(use)).map(({ key }): Problem => ({
      code: "params/unused",
      severity: "hint",
      file,
      range: key.range,
      message: `No stage and no \`\${}\` uses '${pythonText(key.value)}'.`,
    }));
  });
}

/** Names that are used, and names that something used is below of. */
interface UsedNames {
  readonly exact: ReadonlySet<string>;
  readonly around: ReadonlySet<string>;
}

function usedNames({ listed, named }: ParameterUse): UsedNames {
  const exact = new Set([...listed, ...named]);
  const around = new Set<string>();
  for (const name of exact) {
    for (let dot = name.indexOf("."); dot >= 0; dot = name.indexOf(".", dot + 1))
      around.add(name.slice(0, dot));
  }
  return { exact, around };
}

/** Keys of which neither they, nor something around or inside them, is used. */
function unusedIn(node: Node | undefined, path: readonly string[], used: UsedNames): Entry[] {
  if (node?.kind !== "map") return [];
  return node.entries.flatMap((entry) => {
    const below = [...path, pythonText(entry.key.value)];
    const name = below.join(".");
    if (used.exact.has(name)) return [];
    return used.around.has(name) ? unusedIn(entry.value, below, used) : [entry];
  });
}

function areReadersKnown(facts: CheckFacts): boolean {
  return facts.pipeline.stages.every((stage) => {
    const lines = facts.commandsOf(stage);
    const scripts = stageScripts(lines, facts.world.exists);
    const programs = lines.flatMap(({ commands }) => commands);
    if (scripts.length === 0 || scripts.length !== programs.length) return false;
    return scripts.every(({ path }) => {
      const text = path.endsWith(".py") ? facts.world.read(path) : undefined;
      return text !== undefined && !mayRead.test(text) && !importsLocally(path, text, facts);
    });
  });
}

/** What a script imports may read parameters too. */
function importsLocally(path: string, text: string, { world }: CheckFacts): boolean {
  const folders = [path.includes("/") ? path.slice(0, path.lastIndexOf("/") + 1) : "", "", "src/"];
  return [...text.matchAll(/^\s*(?:from|import)\s+(\w+)/gm)].some(([, module = ""]) =>
    folders.some(
      (folder) => world.exists(`${folder}${module}.py`) !== false || world.exists(folder + module) !== false,
    ),
  );
}

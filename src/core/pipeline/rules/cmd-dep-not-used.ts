import { localImports } from "../command/local-imports.ts";
import { stageScripts } from "../command/stage-scripts.ts";
import type { Stage } from "../model.ts";
import type { Problem } from "../problem.ts";
import { folderOf } from "../repository-path.ts";
import { fixRemoving } from "./fix-removing.ts";
import type { CheckFacts } from "./rule.ts";

/** Programs that read no dependency that they are not given. */
const quietPrograms = /^(?:cd|mkdir|echo|rm|export|set|true|pip)$/;

/**
 * `cmd/dep-not-used`: a dependency that neither the command nor any code of the stage mentions. Only where all of that
 * code is known: Python files whose imports of the repository are there to be read. What another stage makes may stand
 * there for the order alone.
 */
export function findUnusedDependencies(stage: Stage, facts: CheckFacts): Problem[] {
  const candidates = stage.deps.filter(({ path }) => isCandidate(path, facts));
  if (candidates.length === 0) return [];
  const texts = knownTexts(stage, facts);
  if (texts === undefined) return [];
  return candidates
    .filter(({ path }) => namesOf(path).every((name) => !texts.some((each) => each.includes(name))))
    .map(({ path, text, range }): Problem => ({
      code: "cmd/dep-not-used",
      severity: "hint",
      file: stage.file,
      range,
      message: `Neither the command of '${stage.name}' nor its code mentions '${path}'.`,
      ...fixRemoving(facts, stage.file, range, `Remove dependency '${text}' of '${stage.name}'`),
    }));
}

/** A file of data that is there and that no stage makes. */
function isCandidate(path: string, { world, links }: CheckFacts): boolean {
  return (
    /\.\w+$/.test(path) &&
    !path.endsWith(".py") &&
    !isEnvironment(path) &&
    world.exists(path) === true &&
    links.outputs.at(path).length === 0
  );
}

/** What says in which packages or image a command runs: no code has to name it. */
function isEnvironment(path: string): boolean {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return /^(?:pyproject\.toml|setup\.(?:py|cfg)|.*requirements.*\.(?:txt|in)|.*\.lock|(?:conda|env|environment).*\.ya?ml|(?:docker-)?compose.*\.ya?ml|.*[dD]ockerfile.*|(?:Project|Manifest|pixi)\.toml)$/.test(
    name,
  );
}

/** By its name, by its name without a suffix, or through the folder that it is in. */
function namesOf(path: string): string[] {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const folder = folderOf(path);
  const parent = folder.slice(folder.lastIndexOf("/") + 1);
  return [name, name.replace(/\..*$/, ""), ...(parent === "." ? [] : [parent])];
}

/** The command, its scripts, what they import, and the parameters; undefined where some of it is not known. */
function knownTexts(stage: Stage, facts: CheckFacts): readonly string[] | undefined {
  const lines = facts.commandsOf(stage);
  const scripts = stageScripts(lines, facts.world.exists);
  const programs = lines.flatMap(({ commands }) => commands.map(({ words }) => words[0]?.text ?? ""));
  if (
    scripts.length === 0 ||
    programs.filter((name) => !quietPrograms.test(name)).length !== scripts.length
  ) {
    return undefined;
  }
  const texts = lines.map(({ text }) => text);
  const files = new Set(scripts.map(({ path }) => path));
  for (const file of files) {
    const text = file.endsWith(".py") ? facts.world.read(file) : undefined;
    const imported =
      text === undefined ? undefined : localImports(file, text, [stage.wdir], facts.world.exists);
    if (text === undefined || imported === undefined || files.size > 50) return undefined;
    texts.push(text);
    for (const path of imported) files.add(path);
  }
  // A path may come from a file of parameters, or from files that are given by a pattern.
  if (texts.some((text) => /\bglob\b|os\.walk|listdir|iterdir|hydra|argparse.FileType/.test(text)))
    return undefined;
  return [
    ...texts,
    ...[...stage.params, ...stage.deps].map(({ path }) =>
      /\.(?:ya?ml|json|toml)$/.test(path) ? (facts.world.read(path) ?? "") : "",
    ),
  ];
}

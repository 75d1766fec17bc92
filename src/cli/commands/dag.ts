import { buildGraph, selectStages } from "#core/pipeline/graph/graph";
import { linkStages } from "#core/pipeline/graph/links";
import type { Stage } from "#core/pipeline/model";
import { dataAsStage } from "#core/data/data-as-stage";
import { readWorkspaceFiles } from "#core/workspace-files";
import type { Arguments, Command } from "../command.ts";
import { dotLines, mermaidLines, treeLines } from "../draw-graph.ts";
import type { Picture } from "../draw-graph.ts";
import { unknownName, wrongUsage } from "../failures.ts";
import { object } from "../json-shapes.ts";
import { reproTarget } from "../repro-options.ts";

export const dag: Command = {
  usage: "[TARGET...]",
  summary: "The graph of stages and tracked data, or what some of them need",
  options: {
    full: { type: "boolean", help: "everything that hangs together with the targets" },
    outs: { type: "boolean", short: "o", help: "the graph of the outputs" },
    mermaid: { type: "boolean", help: "as a Mermaid flowchart" },
    md: { type: "boolean", help: "as a Mermaid flowchart in Markdown" },
    dot: { type: "boolean", help: "in the DOT language of Graphviz" },
  },
  run: async ({ args, output, cwd, openPlace }) => {
    if (["mermaid", "md", "dot"].filter((name) => args.flag(name)).length > 1)
      throw wrongUsage("Choose one of --mermaid, --md and --dot.");
    const { root, git } = await openPlace();
    const { pipeline, sources } = await readWorkspaceFiles(git);
    const stages = [...pipeline.stages, ...sources().map(dataAsStage)];
    const targets = args.positionals.map((target) => reproTarget({ root, cwd }, target, false));
    const chosen = selectStages(buildGraph(stages), stages, { targets, pipeline: args.flag("full") });
    const [unknown] = chosen.unknown;
    if (unknown !== undefined) {
      const names = stages.map(({ address }) => address);
      throw unknownName(
        { kind: "target-unknown", noun: "stage" },
        unknown,
        names,
        "`trainyard dag` shows all",
      );
    }
    const named = args.flag("full") ? [] : targets;
    const picture = args.flag("outs")
      ? pictureOfOutputs(chosen.stages, named)
      : pictureOfStages(chosen.stages);
    if (output.json) output.document(object({ nodes: picture.nodes, edges: picture.edges }));
    else for (const line of linesOf(picture, args)) output.line(line);
    return 0;
  },
};

function pictureOfStages(stages: readonly Stage[]): Picture {
  const links = [...linkStages(stages).byStage.values()].flat();
  return {
    nodes: stages.map(({ address }) => address),
    edges: unique(links.map(({ producer, stage }) => [producer.address, stage.address])),
  };
}

/** Of a target that is an output, the others of its stage are not drawn. */
function pictureOfOutputs(stages: readonly Stage[], targets: readonly string[]): Picture {
  const links = [...linkStages(stages).byStage.values()].flat();
  const all = stages.flatMap(({ outs }) => outs.map(({ path }) => path));
  const edges = unique(
    links.flatMap(({ output, stage }) => stage.outs.map(({ path }) => [output.path, path] as const)),
  );
  const areOutputs = targets.length > 0 && targets.every((target) => all.includes(target));
  if (!areOutputs) return { nodes: all, edges };
  const shown = new Set(targets);
  for (const node of shown) for (const [from, to] of edges) if (to === node) shown.add(from);
  return {
    nodes: all.filter((node) => shown.has(node)),
    edges: edges.filter((edge) => edge.every((node) => shown.has(node))),
  };
}

/** Each edge once, and none from a node to itself. */
function unique(edges: readonly (readonly [string, string])[]): (readonly [string, string])[] {
  const byName = new Map(edges.map((edge) => [JSON.stringify(edge), edge]));
  return [...byName.values()].filter(([from, to]) => from !== to);
}

function linesOf(picture: Picture, args: Arguments): readonly string[] {
  if (args.flag("dot")) return dotLines(picture);
  if (args.flag("md")) return ["```mermaid", ...mermaidLines(picture), "```"];
  return args.flag("mermaid") ? mermaidLines(picture) : treeLines(picture);
}

import { buildGraph, selectStages } from "#core/pipeline/graph";
import type { Graph } from "#core/pipeline/graph";
import type { Command } from "../command.ts";
import { unknownName, wrongUsage } from "../failures.ts";
import { object } from "../json-shapes.ts";
import { targetFromRoot } from "../project-around.ts";

export const dag: Command = {
  usage: "[TARGET...]",
  summary: "The graph of the stages, or what some of them need",
  options: {
    full: { type: "boolean", help: "everything that hangs together with the targets" },
    mermaid: { type: "boolean", help: "as a Mermaid flowchart" },
    md: { type: "boolean", help: "as a Mermaid flowchart in Markdown" },
    dot: { type: "boolean", help: "in the DOT language of Graphviz" },
  },
  run: async ({ args, output, cwd, project }) => {
    const open = await project();
    const { stages } = await open.pipeline();
    const graph = buildGraph(stages);
    const targets = args.positionals.map((target) => targetFromRoot(open.root, cwd, target));
    const chosen = selectStages(graph, stages, { targets, pipeline: args.flag("full") });
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
    const picture = pictureOf(
      chosen.stages.map(({ address }) => address),
      graph,
    );
    if (["mermaid", "md", "dot"].filter((name) => args.flag(name)).length > 1) {
      throw wrongUsage("Choose one of --mermaid, --md and --dot.");
    }
    if (output.json) output.document(object({ nodes: picture.nodes, edges: picture.edges }));
    else for (const line of linesOf(picture, args)) output.line(line);
    return 0;
  },
};

/** Stages in an order in which they could run; each edge goes from a stage to one that needs it. */
interface Picture {
  readonly nodes: readonly string[];
  readonly edges: readonly (readonly [string, string])[];
}

function pictureOf(nodes: readonly string[], { upstream }: Graph): Picture {
  const shown = new Set(nodes);
  const edges = nodes.flatMap((node) =>
    (upstream.get(node) ?? []).filter((from) => shown.has(from)).map((from) => [from, node] as const),
  );
  return { nodes, edges };
}

function linesOf(picture: Picture, args: { flag(name: string): boolean }): readonly string[] {
  if (args.flag("dot")) return dotLines(picture);
  if (args.flag("md")) return ["```mermaid", ...mermaidLines(picture), "```"];
  return args.flag("mermaid") ? mermaidLines(picture) : treeLines(picture);
}

function mermaidLines({ nodes, edges }: Picture): readonly string[] {
  const ids = new Map(nodes.map((node, index) => [node, `node${index + 1}`]));
  return [
    "flowchart TD",
    ...nodes.map((node) => `\t${ids.get(node)}["${node.replaceAll('"', "#quot;")}"]`),
    ...edges.map(([from, to]) => `\t${ids.get(from)}-->${ids.get(to)}`),
  ];
}

function dotLines({ nodes, edges }: Picture): readonly string[] {
  const quoted = (node: string): string => `"${node.replaceAll('"', '\\"')}"`;
  return [
    "strict digraph {",
    ...nodes.map((node) => `${quoted(node)};`),
    ...edges.map(([from, to]) => `${quoted(from)} -> ${quoted(to)};`),
    "}",
  ];
}

/** Each stage below the first one that it needs; where it needs others too, they are named beside it. */
function treeLines({ nodes, edges }: Picture): readonly string[] {
  const needed = new Map<string, string[]>(nodes.map((node) => [node, []]));
  for (const [from, to] of edges) needed.get(to)?.push(from);
  const below = new Map<string, string[]>(nodes.map((node) => [node, []]));
  for (const node of nodes) {
    const [first] = needed.get(node) ?? [];
    if (first !== undefined) below.get(first)?.push(node);
  }
  const lines: string[] = [];
  const draw = (node: string, own: string, rest: string): void => {
    const [, ...others] = needed.get(node) ?? [];
    lines.push(`${own}${node}${others.length === 0 ? "" : ` (also needs ${others.join(", ")})`}`);
    const children = below.get(node) ?? [];
    for (const [index, child] of children.entries()) {
      const isLast = index === children.length - 1;
      draw(child, `${rest}${isLast ? "└─ " : "├─ "}`, `${rest}${isLast ? "   " : "│  "}`);
    }
  };
  for (const node of nodes) if ((needed.get(node) ?? []).length === 0) draw(node, "", "");
  return lines;
}

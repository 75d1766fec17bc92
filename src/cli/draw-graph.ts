/** What is drawn: nodes in an order in which they could be made; each edge goes from a node to one that needs it. */
export interface Picture {
  readonly nodes: readonly string[];
  readonly edges: readonly (readonly [string, string])[];
}

export function mermaidLines({ nodes, edges }: Picture): readonly string[] {
  const ids = new Map(nodes.map((node, index) => [node, `node${index + 1}`]));
  return [
    "flowchart TD",
    ...nodes.map((node) => `\t${ids.get(node)}["${node.replaceAll('"', "#quot;")}"]`),
    ...edges.map(([from, to]) => `\t${ids.get(from)}-->${ids.get(to)}`),
  ];
}

export function dotLines({ nodes, edges }: Picture): readonly string[] {
  const quoted = (node: string): string => `"${node.replaceAll('"', '\\"')}"`;
  return [
    "strict digraph {",
    ...nodes.map((node) => `${quoted(node)};`),
    ...edges.map(([from, to]) => `${quoted(from)} -> ${quoted(to)};`),
    "}",
  ];
}

/** Each node below the first one that it needs; where it needs others too, they are named beside it. */
export function treeLines({ nodes, edges }: Picture): readonly string[] {
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

import { findTarget } from "./find-target.ts";
import { linkStages } from "./links.ts";
import type { Links } from "./links.ts";
import type { Stage } from "../model.ts";
import type { Problem } from "../problem.ts";
import { graphProblems } from "../rules/graph-rules.ts";
import { postOrder } from "./post-order.ts";

/** Which stage needs which. Neighbours are addresses, each once, in the order in which dependencies name them. */
export interface Graph {
  readonly upstream: ReadonlyMap<string, readonly string[]>;
  readonly downstream: ReadonlyMap<string, readonly string[]>;
  /** All addresses, producers before those who need them. A cycle is cut where the search meets it. */
  readonly order: readonly string[];
  /** What makes DVC refuse the graph: cycles, duplicate and overlapping outputs. */
  readonly problems: readonly Problem[];
}

export interface Selection {
  /** In the order in which they run. */
  readonly stages: Stage[];
  /** Targets that name nothing. */
  readonly unknown: string[];
}

/** What to select; the options have the meaning that `dvc repro` gives them. */
export interface SelectOptions {
  /** Stage names, groups, dvc.yaml paths, output paths. None means every stage. */
  readonly targets: readonly string[];
  /** Only the targets themselves. */
  readonly singleItem?: boolean;
  /** The targets and everything that needs them, instead of everything that they need. */
  readonly downstream?: boolean;
  /** Everything that hangs together with a target. */
  readonly pipeline?: boolean;
  readonly allPipelines?: boolean;
}

/** Builds the graph of all stages of a repository. Takes any input; what is wrong with it is in `problems`. */
export function buildGraph(stages: readonly Stage[]): Graph {
  const links = linkStages(stages);
  const { upstream, downstream } = neighbours(links);
  const order = postOrder(
    stages.map((stage) => stage.address),
    upstream,
  );
  return { upstream, downstream, order, problems: graphProblems(links) };
}

/**
 * Picks the stages that a request means and puts them into run order. A frozen stage does not pull in what it needs,
 * because its dependencies are never looked at.
 */
export function selectStages(graph: Graph, stages: readonly Stage[], options: SelectOptions): Selection {
  const byAddress = new Map(stages.map((stage) => [stage.address, stage]));
  const unknown: string[] = [];
  const targets = new Set<string>();
  for (const target of options.targets) {
    const found = findTarget(stages, target);
    if (found.length === 0) unknown.push(target);
    for (const stage of found) targets.add(stage.address);
  }
  const addresses = reach(withoutFrozen(graph, stages), [...byAddress.keys()], targets, options);
  return { stages: addresses.flatMap((address) => byAddress.get(address) ?? []), unknown };
}

type Neighbours = Pick<Graph, "upstream" | "downstream">;

function neighbours(links: Links): Neighbours {
  const upstream = new Map<string, Set<string>>();
  const downstream = new Map<string, Set<string>>();
  for (const { address } of links.stages) {
    upstream.set(address, new Set());
    downstream.set(address, new Set());
  }
  for (const link of [...links.byStage.values()].flat()) {
    if (link.producer.address === link.stage.address) continue;
    upstream.get(link.stage.address)?.add(link.producer.address);
    downstream.get(link.producer.address)?.add(link.stage.address);
  }
  return { upstream: asLists(upstream), downstream: asLists(downstream) };
}

function asLists(sets: ReadonlyMap<string, ReadonlySet<string>>): ReadonlyMap<string, readonly string[]> {
  return new Map([...sets].map(([address, neighbour]) => [address, [...neighbour]]));
}

function reach(
  graph: Neighbours,
  all: readonly string[],
  targets: ReadonlySet<string>,
  options: SelectOptions,
): readonly string[] {
  if (options.allPipelines || options.targets.length === 0) return postOrder(all, graph.upstream);
  if (options.pipeline) return ordered(connected(graph, targets), all, graph);
  if (options.singleItem) return [...targets];
  const next = options.downstream ? graph.downstream : graph.upstream;
  return ordered(new Set(postOrder([...targets], next)), all, graph);
}

/** Run order of a subset: neighbours outside of it do not count. */
function ordered(subset: ReadonlySet<string>, all: readonly string[], graph: Neighbours): readonly string[] {
  const starts = all.filter((address) => subset.has(address));
  const within = starts.map(
    (address) => [address, (graph.upstream.get(address) ?? []).filter((other) => subset.has(other))] as const,
  );
  return postOrder(starts, new Map(within));
}

function connected(graph: Neighbours, targets: ReadonlySet<string>): ReadonlySet<string> {
  const found = new Set(targets);
  for (const address of found) {
    for (const other of graph.upstream.get(address) ?? []) found.add(other);
    for (const other of graph.downstream.get(address) ?? []) found.add(other);
  }
  return found;
}

function withoutFrozen(graph: Graph, stages: readonly Stage[]): Neighbours {
  const frozen = new Set(stages.filter((stage) => stage.frozen).map((stage) => stage.address));
  if (frozen.size === 0) return graph;
  const keep = (from: string): readonly string[] =>
    frozen.has(from) ? [] : (graph.upstream.get(from) ?? []);
  const upstream = new Map([...graph.upstream.keys()].map((address) => [address, keep(address)]));
  const downstream = new Map(
    [...graph.downstream].map(([address, others]) => [address, others.filter((other) => !frozen.has(other))]),
  );
  return { upstream, downstream };
}

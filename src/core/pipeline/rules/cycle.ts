import type { Link } from "../graph/links.ts";
import type { Problem } from "../problem.ts";
import { fixRemoving } from "./fix-removing.ts";
import { onePerPlace } from "./one-per-place.ts";
import type { GraphFacts } from "./rule.ts";

/**
 * `dvc/cycle`: stages that wait for each other. The blame goes to the dependency on a stage that is defined later,
 * since pipelines are written from top to bottom; each knot of cycles is told once, by its shortest way round.
 */
export function findCycles(facts: GraphFacts): Problem[] {
  const { stages, byStage } = facts.links;
  const position = new Map(stages.map((stage, index) => [stage.address, index]));
  const links = knottedLinks([...byStage.values()].flat());
  const told = new Set<string>();
  const problems: Problem[] = [];
  for (const stage of stages) {
    for (const closing of links.get(stage.address) ?? []) {
      const isLater = (position.get(closing.producer.address) ?? 0) > (position.get(stage.address) ?? 0);
      if (!isLater || (told.has(stage.address) && told.has(closing.producer.address))) continue;
      const way = shortestWay(closing.producer.address, stage.address, links);
      if (!way) continue;
      for (const link of [closing, ...way]) told.add(link.stage.address);
      problems.push(cycle(facts, closing, way));
    }
  }
  return onePerPlace(problems);
}

/** Links left after taking away, again and again, stages that wait for nobody: empty when there is no cycle. */
function knottedLinks(all: readonly Link[]): ReadonlyMap<string, readonly Link[]> {
  const waiting = new Map<string, Link[]>();
  const needing = new Map<string, Link[]>();
  for (const link of all) {
    if (link.stage.address === link.producer.address) continue;
    append(waiting, link.stage.address, link);
    append(needing, link.producer.address, link);
  }
  const pending = new Map([...waiting].map(([address, links]) => [address, links.length]));
  const free = [...needing.keys()].filter((address) => !waiting.has(address));
  for (let address = free.pop(); address !== undefined; address = free.pop()) {
    for (const { stage } of needing.get(address) ?? []) {
      const left = (pending.get(stage.address) ?? 0) - 1;
      pending.set(stage.address, left);
      if (left > 0) continue;
      waiting.delete(stage.address);
      free.push(stage.address);
    }
  }
  return waiting;
}

function append(lists: Map<string, Link[]>, address: string, link: Link): void {
  const list = lists.get(address);
  if (list) list.push(link);
  else lists.set(address, [link]);
}

/** The fewest links that lead from a stage up to another one; undefined when it does not need it. */
function shortestWay(
  from: string,
  to: string,
  links: ReadonlyMap<string, readonly Link[]>,
): readonly Link[] | undefined {
  const arrival = new Map<string, Link | undefined>([[from, undefined]]);
  for (const [address] of arrival) {
    if (address === to) break;
    for (const link of links.get(address) ?? []) {
      if (!arrival.has(link.producer.address)) arrival.set(link.producer.address, link);
    }
  }
  if (!arrival.has(to)) return undefined;
  const way: Link[] = [];
  for (let link = arrival.get(to); link; link = arrival.get(link.stage.address)) way.unshift(link);
  return way;
}

/** @param way leads from the producer of the closing link up to the stage that has it. */
function cycle(facts: GraphFacts, closing: Link, way: readonly Link[]): Problem {
  const { stage, reference } = closing;
  const round = [stage.address, ...way.toReversed().map((link) => link.stage.address), stage.address];
  return {
    code: "dvc/cycle",
    severity: "error",
    file: stage.file,
    range: reference.range,
    message: `'${reference.path}' closes a cycle: ${round.join(" → ")}. Remove one of these dependencies.`,
    related: way.toReversed().map((link) => ({
      file: link.stage.file,
      range: link.reference.range,
      message: `'${link.stage.address}' needs '${link.reference.path}', which '${link.producer.address}' makes`,
    })),
    ...fixRemoving(
      facts,
      stage.file,
      reference.range,
      `Remove dependency '${reference.text}' of '${stage.name}'`,
    ),
  };
}

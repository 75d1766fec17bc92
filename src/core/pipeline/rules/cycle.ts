import type { Link } from "../graph/links.ts";
import { postOrder } from "../graph/post-order.ts";
import type { Problem } from "../problem.ts";
import { fixRemoving } from "./fix-removing.ts";
import { onePerPlace } from "./one-per-place.ts";
import type { GraphFacts } from "./rule.ts";

/**
 * `dvc/cycle`: stages that wait for each other. The blame goes to the first dependency on a stage that is defined later,
 * since pipelines are written from top to bottom. Stages that all wait for each other are told once, by a shortest way
 * round: one wrong output can close many cycles.
 */
export function findCycles(facts: GraphFacts): Problem[] {
  const { stages, byStage } = facts.links;
  const links = knottedLinks([...byStage.values()].flat());
  if (links.size === 0) return [];
  const knots = knotsOf(links);
  const position = new Map(stages.map((stage, index) => [stage.address, index]));
  const isLater = ({ stage, producer }: Link): boolean =>
    (position.get(producer.address) ?? 0) > (position.get(stage.address) ?? 0);
  const told = new Set<string>();
  const problems: Problem[] = [];
  for (const { address } of stages) {
    const knot = knots.get(address);
    if (knot === undefined || told.has(knot)) continue;
    const isInKnot = ({ producer }: Link): boolean => knots.get(producer.address) === knot;
    const closing = links.get(address)?.find((link) => isInKnot(link) && isLater(link));
    const way = closing && shortestWay(closing.producer.address, address, links);
    if (closing === undefined || way === undefined) continue;
    told.add(knot);
    problems.push(cycle(facts, closing, way));
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

/**
 * The knot that each stage is in, named by one of its stages: two stages are in one where each needs the other. As Kosaraju
 * finds them: what a walk downstream leaves last needs its own knot, and otherwise only knots that were left later still.
 */
function knotsOf(links: ReadonlyMap<string, readonly Link[]>): ReadonlyMap<string, string> {
  const upstream = new Map<string, string[]>();
  const downstream = new Map<string, string[]>();
  for (const { stage, producer } of [...links.values()].flat()) {
    if (!links.has(producer.address)) continue;
    append(upstream, stage.address, producer.address);
    append(downstream, producer.address, stage.address);
  }
  const knots = new Map<string, string>();
  for (const first of postOrder([...links.keys()], downstream).toReversed()) {
    if (knots.has(first)) continue;
    const members = new Set([first]);
    for (const member of members) {
      knots.set(member, first);
      for (const needed of upstream.get(member) ?? []) if (!knots.has(needed)) members.add(needed);
    }
  }
  return knots;
}

function append<T>(lists: Map<string, T[]>, address: string, one: T): void {
  const list = lists.get(address);
  if (list) list.push(one);
  else lists.set(address, [one]);
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

import { isAlias, isMap, isScalar, isSeq, type Scalar as YamlScalar, type YAMLMap, type YAMLSeq } from "yaml";
import { type Anchors, countAlias, createAnchors, unusedIn } from "./anchors.ts";
import { closest } from "../did-you-mean.ts";
import type { Document, Entry, ListNode, MapNode, Node, ScalarNode, ScalarStyle } from "../node.ts";
import { duplicateKey } from "./duplicate-key.ts";
import { nullAt } from "./plain-scalar.ts";
import type { Problem, Range } from "../problem.ts";
import { resolvePlain, resolveTagged } from "./scalar-resolution.ts";
import { withoutStandIns } from "./stand-ins.ts";
import type { Scalar } from "../value.ts";
import { entriesToMerge, mergeEntries, withoutDuplicates } from "./yaml-keys.ts";
import { afterColon, endOf, endOfBuilt, rangeOf } from "./yaml-places.ts";
import { composeTolerantly, fixesOf } from "./yaml-repair.ts";

/** Python, which reads these files for DVC, gives up a little later than this. */
const maxDepth = 200;

/** What the tree is built with: the anchors seen so far and the problems found on the way. */
interface Building {
  readonly file: string;
  readonly text: string;
  readonly anchors: Anchors;
  /** Something of the text was not read, because it is not YAML. */
  readonly isRepaired: boolean;
  readonly problems: Problem[];
  exhausted: boolean;
}

/** `parseYaml` for text of whatever form, by way of the `yaml` package. */
export function parseAnyYaml(file: string, text: string): Document {
  const { document, findings, isLost } = composeTolerantly(text);
  const problems = findings.map((finding): Problem => {
    const fixes = fixesOf(finding, file);
    const { code, message, range } = finding;
    return { code, severity: "error", message, file, range, ...(fixes.length > 0 && { fixes }) };
  });
  const building: Building = {
    file,
    text,
    anchors: createAnchors(),
    isRepaired: findings.length > 0,
    // Of a text in which the parser is lost, its own error is enough.
    problems: isLost ? [] : problems,
    exhausted: false,
  };
  const root = document.contents === null ? undefined : buildNode(document.contents, 0, 0, building);
  return { file, text, root, problems, ...unusedIn(building.anchors) };
}

function buildNode(source: unknown, position: number, depth: number, building: Building): Node {
  if (isAlias(source)) return followAlias(source.source, rangeOf(source, position), building);
  if (isScalar(source))
    return anchored(source, position, building, () => buildScalar(source, position, building));
  if (isMap(source) || isSeq(source)) {
    if (depth >= maxDepth) {
      report(
        building,
        "yaml/too-deep",
        "This is nested too deeply for DVC to read.",
        rangeOf(source, position),
      );
      return nullAt(position);
    }
    refuseUnknownTag(source.tag, rangeOf(source, position), building);
    return anchored(source, position, building, () =>
      isMap(source) ? buildMap(source, depth, building) : buildList(source, depth, building),
    );
  }
  return nullAt(position);
}

function anchored(
  source: YamlScalar | YAMLMap | YAMLSeq,
  position: number,
  building: Building,
  build: () => Node,
): Node {
  const { anchor } = source;
  if (anchor === undefined) return build();
  const { nodes, unused } = building.anchors;
  const start = building.text.lastIndexOf(`&${anchor}`, rangeOf(source, position).start);
  nodes.set(anchor, undefined);
  if (start >= 0) unused.set(anchor, { start, end: start + anchor.length + 1 });
  const node = build();
  nodes.set(anchor, node);
  return node;
}

function followAlias(name: string, range: Range, building: Building): Node {
  const target = building.anchors.nodes.get(name);
  if (target === undefined) {
    // The anchor may stand in a line that was taken out because of another mistake.
    if (building.isRepaired && building.text.includes(`&${name}`)) return nullAt(range.start);
    reportAlias(name, range, building);
    return nullAt(range.start);
  }
  if (!countAlias(building.anchors, name, target)) {
    if (building.exhausted) return nullAt(range.start);
    building.exhausted = true;
    report(building, "yaml/too-many-aliases", "The aliases up to here repeat too much to be read.", range);
    return nullAt(range.start);
  }
  return target;
}

function reportAlias(name: string, range: Range, { anchors: { nodes }, file, problems }: Building): void {
  const near = closest(name, nodes.keys());
  const message = nodes.has(name)
    ? `'*${name}' stands inside the value that it refers to.`
    : `No anchor '&${name}' comes before this alias.${near === undefined ? "" : ` Did you mean '*${near}'?`}`;
  const fix = {
    title: `Change to '*${near}'`,
    changes: [{ file, range, newText: `*${near}` }],
    preferred: true,
  };
  problems.push({
    code: "yaml/alias-unresolved",
    severity: "error",
    message,
    file,
    range,
    ...(near !== undefined && !nodes.has(name) && { fixes: [fix] }),
  });
}

function buildList(source: YAMLSeq, depth: number, building: Building): ListNode {
  const range = rangeOf(source, 0);
  let position = range.start;
  const items = source.items.map((item) => {
    const node = buildNode(item, position, depth + 1, building);
    refuseBareEquals(node, building);
    position = Math.max(position, endOfBuilt(item, node, position));
    return node;
  });
  return { kind: "list", items, range: { start: range.start, end: endOf(source, range, position) } };
}

function buildMap(source: YAMLMap, depth: number, building: Building): MapNode {
  const range = rangeOf(source, 0);
  let position = range.start;
  const own: Entry[] = [];
  let merged: readonly Entry[] | undefined;
  for (const pair of source.items) {
    const keyNode = buildNode(pair.key, position, depth + 1, building);
    const keyEnd = Math.max(position, rangeOf(pair.key, position).end);
    const colon = afterColon(pair, keyEnd, building.text);
    const built = buildNode(pair.value, colon, depth + 1, building);
    refuseBareEquals(built, building);
    const value = isAbsent(built) && !isAlias(pair.value) ? nullAt(colon) : built;
    position = Math.max(keyEnd, endOfBuilt(pair.value, built, keyEnd));
    const key = asKey(keyNode, building);
    if (key === undefined || isLostKey(key, building)) continue;
    if (key.style === "plain" && key.value === "<<") {
      if (merged !== undefined) reportDuplicate(building, { key, value }, undefined);
      // An alias that leads nowhere has a problem already.
      const isUnresolved = isAlias(pair.value) && isAbsent(value);
      merged = isUnresolved ? [] : entriesToMerge(value, ({ range }) => refuseMerge(range, building));
    } else {
      own.push({ key, value });
    }
  }
  const entries = mergeEntries(
    merged ?? [],
    withoutDuplicates(own, (again, first) => reportDuplicate(building, again, first)),
  );
  return { kind: "map", entries, range: { start: range.start, end: endOf(source, range, position) } };
}

/** Lines that were taken together for one key, because a colon or a dash is missing. */
function isLostKey({ style, range }: ScalarNode, { text }: Building): boolean {
  return style === "plain" && text.slice(range.start, range.end).includes("\n");
}

function asKey(node: Node, building: Building): ScalarNode | undefined {
  if (node.kind === "scalar") return node;
  const { start, end } = node.range;
  // A line in the wrong column can make a key of all that follows it.
  const lineEnd = building.text.indexOf("\n", start);
  const range = { start, end: lineEnd < 0 ? end : Math.min(end, lineEnd) };
  report(building, "yaml/complex-key", "A key must be a plain value, not a list or a mapping.", range);
  return undefined;
}

function refuseMerge(range: Range, building: Building): void {
  report(building, "yaml/bad-merge", "'<<' takes a mapping or a list of mappings.", range);
}

function reportDuplicate(building: Building, again: Entry, earlier: Entry | undefined): void {
  building.problems.push(duplicateKey(building, again, earlier));
}

const styles: Readonly<Record<string, ScalarStyle>> = {
  QUOTE_SINGLE: "single",
  QUOTE_DOUBLE: "double",
  BLOCK_LITERAL: "literal",
  BLOCK_FOLDED: "folded",
};

function buildScalar(source: YamlScalar, position: number, building: Building): ScalarNode {
  const style = styles[source.type ?? ""] ?? "plain";
  const range = rangeOf(source, position);
  const text = withoutMadeUpBreak(
    typeof source.value === "string" ? withoutStandIns(source.value) : "",
    style,
    range,
    building,
  );
  const { tag } = source;
  if (tag !== undefined && tag !== "!") {
    return { kind: "scalar", value: taggedValue(tag, text, range, building), style, range };
  }
  return { kind: "scalar", value: style === "plain" ? resolvePlain(text) : text, style, range };
}

/** A block scalar that ends the file without a line break has none at its end either: only the `yaml` package adds one. */
function withoutMadeUpBreak(text: string, style: ScalarStyle, range: Range, building: Building): string {
  const isBlock = style === "literal" || style === "folded";
  const endsFile = range.end >= building.text.length && /\S[^\n]*$/.test(building.text);
  return isBlock && endsFile && text.endsWith("\n") ? text.slice(0, -1) : text;
}

/** The value of a scalar with a tag; its text, with a problem, where DVC takes no such tag. */
function taggedValue(tag: string, text: string, range: Range, building: Building): Scalar {
  const value = resolveTagged(tag, text);
  if (value !== undefined) return value;
  reportTag(tag, range, building);
  return text;
}

function refuseUnknownTag(tag: string | undefined, range: Range, building: Building): void {
  if (tag === undefined || /^(?:!|tag:yaml\.org,2002:(?:map|seq|omap))$/.test(tag)) return;
  reportTag(tag, range, building);
}

function reportTag(tag: string, range: Range, building: Building): void {
  const shown = tag.replace(/^tag:yaml\.org,2002:/, "!!");
  report(building, "yaml/tag", `DVC cannot read '${shown}' here: remove the tag.`, range);
}

/** YAML 1.1 had a meaning for it, which DVC's reader knows and cannot give to a value. */
function refuseBareEquals(node: Node, building: Building): void {
  if (node.kind === "scalar" && node.style === "plain" && node.value === "=")
    report(building, "yaml/tag", "DVC cannot read a bare '=': put it in quotes.", node.range);
}

function isAbsent(node: Node): boolean {
  return node.kind === "scalar" && node.value === null && node.range.start === node.range.end;
}

function report(building: Building, code: string, message: string, range: Range): void {
  building.problems.push({ code, severity: "error", message, file: building.file, range });
}

import { pythonText } from "../python/python-text.ts";
import type { Document, Entry, Node, ScalarNode } from "../node.ts";
import type { Pipeline, PipelineFile, ReadText, Stage } from "../model.ts";
import type { Range } from "../problem.ts";
import type { Named, Occurrence, Role } from "./occurrence.ts";

/** The files among which names are looked for. */
export interface OccurrenceWorld {
  readonly pipeline: Pipeline;
  readonly read: ReadText;
  readonly file: (path: string) => PipelineFile | undefined;
  /** The tree of any file that is understood. */
  readonly document: (path: string) => Document | undefined;
}

/** Gathers the names in one file, or only those in a part of it, so that the rest is not walked. */
export interface Collector {
  readonly world: OccurrenceWorld;
  readonly document: Document;
  readonly within: Range | undefined;
  /** What is looked for; everything without it. */
  readonly sought?: Sought;
  readonly found: Occurrence[];
}

/** Names that are looked for. What cannot be one is not made in the first place: a large file has tens of thousands. */
interface Sought {
  readonly kinds: ReadonlySet<Named["kind"]>;
  /** Whether a part of the file may write the name. */
  readonly isIn?: (range: Range) => boolean;
  /** Whether a stage has the path that is looked for, however its text spells it. */
  readonly isOf?: (stage: Stage) => boolean;
}

/** Whether names of a kind are asked for. */
export function wantsKind({ sought }: Pick<Collector, "sought">, kind: Named["kind"]): boolean {
  return sought === undefined || sought.kinds.has(kind);
}

/** Whether what stands in a range is asked for. */
export function wants({ within }: Pick<Collector, "within">, { start, end }: Range): boolean {
  return within === undefined || (start <= within.end && within.start <= end);
}

export function wantsEntry(collector: Pick<Collector, "within">, { key, value }: Entry): boolean {
  return wants(collector, key.range) || wants(collector, value.range);
}

/** Whether a stage, in dvc.yaml or dvc.lock, may have what is asked for. An alias brings what is written elsewhere. */
export function wantsStage(collector: Collector, entry: Entry, made: readonly Stage[]): boolean {
  const { key, value } = entry;
  if (!wantsEntry(collector, entry)) return false;
  const { isIn, isOf = () => false } = collector.sought ?? {};
  if (isIn === undefined || value.range.start < key.range.end) return true;
  return isIn({ start: key.range.start, end: value.range.end }) || made.some(isOf);
}

/** What is said of a name beside where it stands. */
interface Naming {
  readonly named: Named;
  readonly role: Role;
  readonly folder?: string;
}

/** Adds a name that all of a scalar, or a part of it, says. */
export function addName(
  collector: Collector,
  node: ScalarNode,
  naming: Naming,
  part?: { readonly range: Range; readonly exact: boolean },
): void {
  if (!wantsKind(collector, naming.named.kind)) return;
  const { document, found } = collector;
  const inner = part === undefined ? innerRange(node, document.text) : undefined;
  const range = part?.range ?? inner ?? node.range;
  if (!wants(collector, range)) return;
  const { named, role, folder } = naming;
  found.push({
    named,
    role,
    file: document.file,
    range,
    exact: part?.exact ?? inner !== undefined,
    style: node.style,
    whole: part === undefined,
    ...(folder !== undefined && { folder }),
  });
}

/** Where the text of a scalar stands without its quotes; undefined where the file writes it in another way, or on several lines. */
export function innerRange(node: ScalarNode, text: string): Range | undefined {
  const value = pythonText(node.value);
  const { start, end } = node.range;
  const source = text.slice(start, end);
  if (/[\r\n]/.test(source)) return undefined;
  if (node.style === "plain") return source === value ? node.range : undefined;
  const isQuoted = node.style === "single" || node.style === "double";
  return isQuoted && source.slice(1, -1) === value ? { start: start + 1, end: end - 1 } : undefined;
}

/** Every scalar of a tree that is asked for, keys included. */
export function eachScalar(
  collector: Pick<Collector, "within">,
  node: Node,
  visit: (scalar: ScalarNode) => void,
): void {
  if (node.kind === "scalar") {
    if (wants(collector, node.range)) visit(node);
    return;
  }
  if (node.kind === "list") {
    for (const item of node.items) if (wants(collector, item.range)) eachScalar(collector, item, visit);
    return;
  }
  for (const entry of node.entries) {
    if (!wantsEntry(collector, entry)) continue;
    eachScalar(collector, entry.key, visit);
    eachScalar(collector, entry.value, visit);
  }
}

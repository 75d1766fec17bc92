import { isDataFile, isLockFile, isPipelineFile } from "../dvc-file-names.ts";
import { lockPathOf } from "../lock/lock-file.ts";
import type { Stage } from "../model.ts";
import type { Range } from "../problem.ts";
import { isOutside, isWithin } from "../repository-path.ts";
import type { Collector, OccurrenceWorld } from "./collector.ts";
import { collectDataFile } from "./names-in-data-file.ts";
import { collectLock } from "./names-in-lock.ts";
import { collectPipeline } from "./names-in-pipeline.ts";
import { collectKeys } from "./names-in-values.ts";
import { identityOf, type Named, type Occurrence } from "./occurrence.ts";
import { countUpTo } from "../text-parts.ts";

/** What of a file is asked for; all of it without them. */
export interface Part {
  readonly within?: Range | undefined;
  readonly kinds?: ReadonlySet<Named["kind"]>;
}

/** Everything that a file names, from its start to its end, or only what touches a part of it. */
export function occurrencesIn(
  world: OccurrenceWorld,
  path: string,
  { within, kinds }: Part = {},
): readonly Occurrence[] {
  const document = world.document(path);
  if (document === undefined) return [];
  return collect(path, { world, document, within, ...(kinds && { sought: { kinds } }), found: [] });
}

/** The places of a file that name a thing. */
export function occurrencesOfIn(world: OccurrenceWorld, path: string, named: Named): readonly Occurrence[] {
  const identity = identityOf(named);
  return search(world, path, named).filter((found) => identityOf(found.named) === identity);
}

/** Names in a file, those of a thing among them, and of a path those inside of it. */
function search(world: OccurrenceWorld, path: string, named: Named): readonly Occurrence[] {
  const document = mayName(world, path, named) ? world.document(path) : undefined;
  if (document === undefined) return [];
  const kinds = new Set([named.kind]);
  const isIn = wordFinder(document.text, lastWord(named));
  const sought = named.kind === "path" ? { kinds, isIn, isOf: pathFinder(named.path) } : { kinds, isIn };
  return collect(path, { world, document, within: undefined, sought, found: [] });
}

/** Whether a file may name a thing, by its text: to read a long dvc.lock takes time. */
function mayName(world: OccurrenceWorld, path: string, named: Named): boolean {
  const text = world.read(path);
  if (text === undefined) return false;
  const word = lastWord(named);
  if (!isOneWord(word) || text.includes(word) || text.includes("\\")) return true;
  if (named.kind !== "path") return false;
  const file = world.file(isLockFile(path) ? path.replace(/\.lock$/, ".yaml") : path);
  return file?.stages.some(pathFinder(named.path)) === true;
}

/** Whether a stage runs in a path, or has one inside of it. */
function pathFinder(path: string): (stage: Stage) => boolean {
  const below = `${path}/`;
  const isIt = (each: string): boolean => each === path || each.startsWith(below);
  const isOne = (reference: { readonly path: string }): boolean => isIt(reference.path);
  return ({ wdir, deps, outs, params }) =>
    isIt(wdir) || deps.some(isOne) || outs.some(isOne) || params.some(isOne);
}

function lastWord(named: Named): string {
  if (named.kind === "path") return named.path.slice(named.path.lastIndexOf("/") + 1);
  return "path" in named ? (named.path.at(-1) ?? "") : named.name;
}

/** Whether a part of a text may write a word: it is there, or an escape that could stand for it. */
function wordFinder(text: string, word: string): (range: Range) => boolean {
  if (!isOneWord(word)) return () => true;
  const [isWord, isEscape] = [finderOf(text, word), finderOf(text, "\\")];
  return (range) => isWord(range) || isEscape(range);
}

/** A name that files write as it is, or with escapes: quotes are doubled in quotes, and a blank may be the end of a line. */
function isOneWord(name: string): boolean {
  return /^[^\s'"\\]+$/.test(name);
}

/** Finds all places of a word once, so that each question about a part is a search among few. */
function finderOf(text: string, word: string): (range: Range) => boolean {
  const places: number[] = [];
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) places.push(at);
  return ({ start, end }) => (places[countUpTo(start - 1, places, (place) => place)] ?? end) < end;
}

function collect(path: string, collector: Collector): readonly Occurrence[] {
  const { world, document } = collector;
  const file = world.file(path);
  if (file !== undefined) collectPipeline(collector, file);
  else if (isLockFile(path)) collectLock(collector);
  else if (isDataFile(path)) collectDataFile(collector);
  else if (!isPipelineFile(path)) {
    collectKeys(collector, document.root, "definition", (keys) => ({
      kind: "parameter",
      file: path,
      path: keys,
    }));
  }
  return withoutRepeats(collector.found.sort((one, other) => one.range.start - other.range.start));
}

/** What aliases share is met more than once. */
function withoutRepeats(sorted: readonly Occurrence[]): readonly Occurrence[] {
  const seen = new Set<string>();
  return sorted.filter(({ range, named }, index) => {
    const isLikePrevious = sorted[index - 1]?.range.start === range.start;
    if (!isLikePrevious) seen.clear();
    if (!isLikePrevious && sorted[index + 1]?.range.start !== range.start) return true;
    const identity = `${range.end} ${identityOf(named)}`;
    const isNew = !seen.has(identity);
    seen.add(identity);
    return isNew;
  });
}

/** What is named at an offset; of a part and a whole around it the part, of equals the first. */
export function occurrenceAt(world: OccurrenceWorld, path: string, offset: number): Occurrence | undefined {
  const length = ({ range }: Occurrence): number => range.end - range.start;
  return occurrencesIn(world, path, { within: { start: offset, end: offset } }).reduce<
    Occurrence | undefined
  >((best, found) => (best === undefined || length(found) < length(best) ? found : best), undefined);
}

/** Every place of a repository that names a thing. */
export function occurrencesOf(world: OccurrenceWorld, named: Named): readonly Occurrence[] {
  return filesNaming(world, named).flatMap((file) => occurrencesOfIn(world, file, named));
}

/** Every place that names a path, or one inside of it. */
export function occurrencesWithin(world: OccurrenceWorld, folder: string): readonly Occurrence[] {
  const named: Named = { kind: "path", path: folder };
  return filesNaming(world, named).flatMap((file) =>
    search(world, file, named).filter(
      (found) => found.named.kind === "path" && isWithin(found.named.path, folder),
    ),
  );
}

/** Files that may name a thing: names of one stage stand in its dvc.yaml alone. */
function filesNaming({ pipeline }: OccurrenceWorld, named: Named): readonly string[] {
  if (named.kind === "local" || named.kind === "artifact") return [named.file];
  if (named.kind === "stage") return [named.file, lockPathOf(named.file)];
  const files = new Set(pipeline.files.flatMap(({ path }) => [path, lockPathOf(path)]));
  if (named.kind === "parameter") files.add(named.file);
  else for (const path of dataFilesAround(named.path)) files.add(path);
  return [...files];
}

/** The `.dvc` files that may track a path: its own, and those of the folders around it. */
function dataFilesAround(path: string): readonly string[] {
  if (isOutside(path)) return [];
  const names = path.split("/");
  return names.map((_, index) => `${names.slice(0, index + 1).join("/")}.dvc`);
}

import type { Tag } from "#core/git/tags";
import type { Artifact } from "#core/pipeline/model";

import type { ModelVersion, RegisteredModel } from "./model.ts";
import { compareVersions, isVersion, parseTagName } from "./names.ts";
import type { RegistryTag, StageTag, VersionTag } from "./names.ts";

type Event<Kind extends RegistryTag = RegistryTag> = Kind & { readonly tag: Tag };

/**
 * The models that tags and the `artifacts:` of the current files know, by name. Later tags undo earlier ones by the
 * tagger's time, as in GTO; where both were made in the same second, the one that takes something away wins, which is
 * what GTO makes of it. Tags of other meaning are passed over, and so is `@created`, on which GTO breaks down.
 */
export function readRegistry(
  tags: readonly Tag[],
  artifacts: readonly Artifact[],
): readonly RegisteredModel[] {
  const events = new Map<string, Event[]>(artifacts.map((artifact) => [artifact.fullName, []]));
  for (const tag of tags) {
    const parsed = parseTagName(tag.name);
    if (!parsed || parsed.action === "create") continue;
    const known = events.get(parsed.model);
    if (known) known.push({ ...parsed, tag });
    else events.set(parsed.model, [{ ...parsed, tag }]);
  }
  const declared = new Map(artifacts.map((artifact) => [artifact.fullName, artifact]));
  return [...events]
    .map(([name, history]) => readModel(name, declared.get(name), history))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function readModel(name: string, artifact: Artifact | undefined, history: readonly Event[]): RegisteredModel {
  const versions = readVersions(history.filter(isVersionEvent));
  return {
    name,
    ...(artifact && { path: artifact.path }),
    ...(artifact?.type !== undefined && { type: artifact.type }),
    ...(artifact?.desc !== undefined && { description: artifact.desc }),
    labels: artifact?.labels ?? [],
    versions,
    stages: readStages(history.filter(isStageEvent), versions),
    ...(isDeprecated(history) && { deprecated: true }),
  };
}

function readVersions(events: readonly Event<VersionTag>[]): readonly ModelVersion[] {
  const versions: ModelVersion[] = [];
  for (const [version, history] of groupBy(events, (event) => event.version)) {
    const registration = latest(history.filter((event) => event.action === "register"));
    // A version that was only ever taken back never was one.
    if (!registration) continue;
    versions.push({
      version,
      rev: registration.tag.commit,
      tag: registration.tag.name,
      time: registration.tag.time,
      author: registration.tag.tagger,
      message: registration.tag.message.trim(),
      active: latest(history)?.action === "register",
    });
  }
  return versions.toSorted((a, b) => compareVersions(b.version, a.version));
}

/**
 * Stages in the order of their names, each with the versions that it is assigned to, the one in force first. That is
 * the one assigned last, as `gto show` has it, so that assigning an older version again takes a newer one back.
 */
function readStages(
  events: readonly Event<StageTag>[],
  versions: readonly ModelVersion[],
): Record<string, readonly string[]> {
  const stages = new Map<string, readonly string[]>();
  for (const [stage, history] of groupBy(events, (event) => event.stage)) {
    const assigned: { readonly version: string; readonly time: string }[] = [];
    for (const [rev, changes] of groupBy(history, (event) => event.tag.commit)) {
      const version = versionAt(rev, versions);
      const last = latest(changes);
      if (version !== undefined && last?.action === "assign") assigned.push({ version, time: last.tag.time });
    }
    const inForce = assigned.toSorted((a, b) => compareTimes(b.time, a.time) || byAge(a.version, b.version));
    const names = inForce.map(({ version }) => version);
    if (names.length > 0) stages.set(stage, names);
  }
  return Object.fromEntries([...stages].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * What an assignment to this commit assigns: its greatest active version, or the commit's id where none was ever
 * registered. Undefined where every version of the commit was deregistered: then the assignment is void.
 */
function versionAt(rev: string, versions: readonly ModelVersion[]): string | undefined {
  const here = versions.filter((version) => version.rev === rev);
  return here.length === 0 ? rev : here.find((version) => version.active)?.version;
}

/** The smaller version first: of two assignments in one second, GTO puts the older version in force. */
function byAge(a: string, b: string): number {
  if (isVersion(a) && isVersion(b)) return compareVersions(a, b);
  if (isVersion(a) !== isVersion(b)) return isVersion(a) ? -1 : 1;
  return a < b ? -1 : 1;
}

function compareTimes(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Here alone GTO decides a tie the other way: what else happens in the second of the deprecation revives the model. */
function isDeprecated(history: readonly Event[]): boolean {
  const last = history
    .map((event) => event.tag.time)
    .toSorted()
    .at(-1);
  const atLast = history.filter((event) => event.tag.time === last);
  return atLast.length > 0 && atLast.every((event) => event.action === "deprecate");
}

/** The event in force: the latest, and among those of one second the one that takes away. */
function latest<One extends Event<VersionTag | StageTag>>(events: readonly One[]): One | undefined {
  return events.toSorted(byTime).at(-1);
}

function byTime(a: Event, b: Event): number {
  return compareTimes(a.tag.time, b.tag.time) || Number(takesAway(a)) - Number(takesAway(b));
}

function takesAway(event: Event): boolean {
  return event.action === "deregister" || event.action === "unassign";
}

function groupBy<Item>(items: readonly Item[], key: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
}

function isVersionEvent(event: Event): event is Event<VersionTag> {
  return event.action === "register" || event.action === "deregister";
}

function isStageEvent(event: Event): event is Event<StageTag> {
  return event.action === "assign" || event.action === "unassign";
}

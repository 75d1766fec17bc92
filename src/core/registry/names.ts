import semver from "semver";

/**
 * What the name of a Git tag says in GTO's grammar. A model's name is `name`, or `dir:name` when its dvc.yaml is not in
 * the root; a version is `v` and a semantic version. Counters order nothing, they only keep tag names apart.
 */
export type RegistryTag = VersionTag | StageTag | ModelTag;

export interface VersionTag {
  readonly action: "register" | "deregister";
  readonly model: string;
  readonly version: string;
  readonly counter?: number;
}

export interface StageTag {
  readonly action: "assign" | "unassign";
  readonly model: string;
  readonly stage: string;
  readonly counter?: number;
}

/** `create` is in the grammar, but GTO itself breaks down on it: it is read and never written. */
interface ModelTag {
  readonly action: "deprecate" | "create";
  readonly model: string;
  readonly counter?: number;
}

const name = "[a-zA-Z0-9](?:[a-zA-Z0-9\\-/_]*[a-zA-Z0-9])?";
const directory = "[a-zA-Z0-9\\-_./]+";
const identifier = "(?:0|[1-9]\\d*|\\d*[a-zA-Z-][0-9a-zA-Z-]*)";
const number = "(?:0|[1-9]\\d*)";
const version =
  `v${number}\\.${number}\\.${number}` +
  `(?:-${identifier}(?:\\.${identifier})*)?(?:\\+[0-9a-zA-Z-]+(?:\\.[0-9a-zA-Z-]+)*)?`;

const namePattern = new RegExp(`^${name}$`);
const modelPattern = new RegExp(`^(?:${directory}:)?${name}$`);
const versionPattern = new RegExp(`^${version}$`);
const tagPattern = new RegExp(
  `^(?<model>(?:${directory}=)?${name})` +
    `(?:(?:#(?<stage>${name})|@(?<version>${version}))(?<cancelled>!?)|@(?<word>deprecated|created))` +
    "(?:#(?<counter>[0-9]+))?$",
);

/** A model's full name as GTO wants it: `digits`, `sub/dir:digits`. */
export function isModelName(text: string): boolean {
  return modelPattern.test(text);
}

/** A name that `artifacts:` of a dvc.yaml may give a model, and that a stage may have. */
export function isName(text: string): boolean {
  return namePattern.test(text);
}

/** `v1.2.3`, with a pre-release and build where wanted; the numbers must be exact in JavaScript. */
export function isVersion(text: string): boolean {
  return versionPattern.test(text) && semver.valid(text) !== null;
}

/** What the name of a tag means, or undefined when it is not the registry's. */
export function parseTagName(tag: string): RegistryTag | undefined {
  const groups = tagPattern.exec(tag)?.groups;
  if (!groups) return undefined;
  const common = {
    model: (groups["model"] ?? "").replace("=", ":"),
    ...(groups["counter"] !== undefined && { counter: Number(groups["counter"]) }),
  };
  const cancelled = groups["cancelled"] === "!";
  const { stage, version } = groups;
  if (stage !== undefined) return { action: cancelled ? "unassign" : "assign", ...common, stage };
  if (version === undefined)
    return { action: groups["word"] === "created" ? "create" : "deprecate", ...common };
  if (!isVersion(version)) return undefined;
  return { action: cancelled ? "deregister" : "register", ...common, version };
}

/** The name of the tag that says this; the inverse of `parseTagName`. */
export function formatTagName(tag: RegistryTag): string {
  const counter = tag.counter === undefined ? "" : `#${tag.counter}`;
  return `${tag.model.replace(":", "=")}${suffix(tag)}${counter}`;
}

function suffix(tag: RegistryTag): string {
  switch (tag.action) {
    case "register":
      return `@${tag.version}`;
    case "deregister":
      return `@${tag.version}!`;
    case "assign":
      return `#${tag.stage}`;
    case "unassign":
      return `#${tag.stage}!`;
    case "deprecate":
      return "@deprecated";
    case "create":
      return "@created";
  }
}

/** A person may name the file, `sub/dvc.yaml:digits`; the registry says `sub:digits`, and `digits` for the root. */
export function toModelName(text: string): string {
  return text.replace(/^(?:\.\/)?dvc\.yaml:/, "").replace(/\/dvc\.yaml:/, ":");
}

/** Orders versions as semantic versioning does; build metadata only breaks ties. */
export function compareVersions(a: string, b: string): number {
  return semver.compareBuild(a, b);
}

/** The version after the greatest of those given: its patch number and one, `v0.0.1` when there is none. */
export function nextVersion(versions: readonly string[]): string {
  const greatest = versions.toSorted(compareVersions).at(-1);
  const parsed = semver.parse(greatest);
  // Not semver.inc: it turns v1.0.0-rc.1 into v1.0.0, where GTO goes on to v1.0.1.
  return parsed ? `v${parsed.major}.${parsed.minor}.${parsed.patch + 1}` : "v0.0.1";
}

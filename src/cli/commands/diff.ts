import { findRevision } from "#core/experiments/find-experiments";
import { diffData } from "#core/tracking/diff";
import type { DataDiff } from "#core/tracking/diff";
import type { Mapping } from "#core/pipeline/value";
import type { Command } from "../command.ts";
import { object } from "../json-shapes.ts";
import type { Output, Style } from "../output.ts";
import { withProgress } from "../progress-line.ts";

export const diff: Command = {
  usage: "[FROM] [TO]",
  summary: "Data that differs between two revisions (default: HEAD and the workspace)",
  options: {
    targets: { type: "string", multiple: true, greedy: true, value: "PATH...", help: "only this data" },
    "show-hash": { type: "boolean", help: "print hashes too" },
    "hide-missing": { type: "boolean", help: "do not tell what the cache lacks" },
    md: { type: "boolean", help: "a table in Markdown" },
  },
  run: async ({ args, output, cwd, openPlace, signal }) => {
    const place = await openPlace();
    const [given = "HEAD", other] = args.positionals;
    // An experiment's name is a revision too.
    const commitOf = async (name: string): Promise<string> =>
      name === "workspace" || name === "HEAD" ? name : ((await findRevision(place.git, name)) ?? name);
    const from = await commitOf(given);
    const to = other === undefined ? "workspace" : await commitOf(other);
    const request = { from, to, targets: args.texts("targets"), cwd };
    const found = await withProgress({ output, signal }, (work) => diffData(place, request, work));
    const hidesMissing = other !== undefined || args.flag("hide-missing");
    const groups = groupsOf(found).filter(({ name }) => !hidesMissing || name !== "not in cache");
    const showHash = args.flag("show-hash");
    const isEmpty = Object.values(found).every((entries: readonly unknown[]) => entries.length === 0);
    if (output.json) output.document(isEmpty ? object({}) : documentOf(groups, showHash));
    else if (args.flag("md")) for (const line of markdown(groups, showHash)) output.line(line);
    else if (groups.every(({ entries }) => entries.length === 0)) output.line("No data differs.");
    else print(groups, output, showHash);
    return 0;
  },
};

/** A kind of difference by DVC's name, with what it is about. */
interface Group {
  readonly name: string;
  readonly style: Style;
  readonly entries: readonly Entry[];
}

type Side<Value> = Value | { readonly old: Value; readonly new: Value };

interface Entry {
  readonly path: Side<string>;
  readonly hash: Side<string | undefined>;
}

function groupsOf({ added, deleted, modified, renamed, notInCache }: DataDiff): readonly Group[] {
  return [
    { name: "added", style: "green", entries: added },
    { name: "deleted", style: "red", entries: deleted },
    { name: "renamed", style: "green", entries: renamed },
    { name: "modified", style: "yellow", entries: modified },
    { name: "not in cache", style: "yellow", entries: notInCache },
  ];
}

/** DVC's shape: all kinds, also empty ones. */
function documentOf(groups: readonly Group[], showHash: boolean): Mapping {
  const entryDocument = ({ path, hash }: Entry) =>
    object({ path: sideDocument(path), hash: showHash ? sideDocument(hash) : undefined });
  return object(Object.fromEntries(groups.map(({ name, entries }) => [name, entries.map(entryDocument)])));
}

function sideDocument(side: Side<string | undefined>): Mapping | string | null {
  if (typeof side !== "object") return side ?? null;
  return object({ old: side.old ?? null, new: side.new ?? null });
}

function shownPath({ path }: Entry): string {
  return typeof path === "string" ? path : `${path.old} -> ${path.new}`;
}

function shownHash({ hash }: Entry): string {
  if (typeof hash !== "object") return (hash ?? "").slice(0, 8);
  return `${(hash.old ?? "").slice(0, 8)}..${(hash.new ?? "").slice(0, 8)}`;
}

function print(groups: readonly Group[], output: Output, showHash: boolean): void {
  const counts: string[] = [];
  for (const { name, style, entries } of groups) {
    if (entries.length === 0) continue;
    output.line(`${output.paint(style, name.charAt(0).toUpperCase() + name.slice(1))}:`);
    for (const entry of entries)
      output.line(`    ${showHash ? `${shownHash(entry)}  ` : ""}${shownPath(entry)}`);
    output.line("");
    const files = entries.filter((entry) => !shownPath(entry).endsWith("/")).length;
    if (files > 0) counts.push(`${files} ${name}`);
  }
  if (counts.length > 0) output.line(`files summary: ${counts.join(", ")}`);
}

function markdown(groups: readonly Group[], showHash: boolean): readonly string[] {
  const row = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const titles = showHash ? ["Status", "Hash", "Path"] : ["Status", "Path"];
  const rows = groups.flatMap(({ name, entries }) =>
    entries.map((entry) =>
      row([name, ...(showHash ? [shownHash(entry)] : []), shownPath(entry).replaceAll("|", "\\|")]),
    ),
  );
  return [row(titles), row(titles.map(() => "---")), ...rows];
}

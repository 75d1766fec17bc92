import { dataStatus as readDataStatus } from "#core/tracking/data-status";
import type { DataStatus } from "#core/tracking/data-status";
import type { ChangedData } from "#core/tracking/changed-data";
import type { Command } from "../command.ts";
import { object } from "../json-shapes.ts";
import type { Output, Style } from "../output.ts";
import { withProgress } from "../progress-line.ts";

export const dataStatus: Command = {
  usage: "[TARGET...]",
  summary: "Data that changed since the last commit, and since it was last recorded",
  options: {
    granular: { type: "boolean", help: "tell of each file in tracked folders" },
    unchanged: { type: "boolean", help: "also tell of data that did not change" },
    "untracked-files": { type: "boolean", help: "also tell of files that neither Git nor DVC track" },
    "not-in-remote": { type: "boolean", help: "also ask the remote what it lacks" },
    remote: { type: "string", short: "r", value: "NAME", help: "the remote to ask, if not the default one" },
  },
  run: async ({ args, output, cwd, openPlace, signal }) => {
    const place = await openPlace();
    const request = {
      targets: args.positionals,
      cwd,
      granular: args.flag("granular"),
      untracked: args.flag("untracked-files"),
      notInRemote: args.flag("not-in-remote"),
      remote: args.text("remote"),
    };
    const found = await withProgress({ output, signal }, (work) => readDataStatus(place, request, work));
    const status = args.flag("unchanged") ? found : { ...found, unchanged: [] };
    if (output.json) output.document(statusDocument(status));
    else print(status, output);
    return 0;
  },
};

/** DVC's shape: what is empty is left out. */
function statusDocument(status: DataStatus) {
  return object({
    not_in_cache: filled(status.notInCache),
    not_in_remote: filled(status.notInRemote),
    committed: changesDocument(status.committed),
    uncommitted: changesDocument(status.uncommitted),
    untracked: filled(status.untracked),
    unchanged: filled(status.unchanged),
  });
}

function changesDocument({ modified, added, deleted, renamed, unknown }: ChangedData) {
  const document = object({
    modified: filled(modified),
    added: filled(added),
    deleted: filled(deleted),
    renamed: filled(renamed.map((names) => object({ old: names.old, new: names.new }))),
    unknown: filled(unknown),
  });
  return document.size === 0 ? undefined : document;
}

function filled<Item>(items: readonly Item[]): Item[] | undefined {
  return items.length === 0 ? undefined : [...items];
}

function print(status: DataStatus, output: Output): void {
  const groups: readonly (readonly [
    title: string,
    wayOut: string,
    style: Style,
    lines: readonly string[],
  ])[] = [
    ["Not in the remote", "`trainyard push` brings it there", "red", status.notInRemote],
    ["Not in the cache", "`trainyard fetch` brings what a remote has", "red", status.notInCache],
    [
      "Changed since the last commit",
      "commit the .dvc files and dvc.lock with Git",
      "green",
      lines(status.committed),
    ],
    [
      "Changed since it was recorded",
      "`trainyard commit` records it, `trainyard checkout` takes it back",
      "yellow",
      lines(status.uncommitted),
    ],
    ["Not tracked", "`trainyard add` or `git add` tracks it", "cyan", status.untracked],
    ["Not changed", "", "dim", status.unchanged],
  ];
  const shown = groups.filter(([, , , entries]) => entries.length > 0);
  if (shown.length === 0) output.line("No data has changed.");
  for (const [index, [title, wayOut, style, entries]] of shown.entries()) {
    if (index > 0) output.line("");
    output.line(`${title}:`);
    if (wayOut !== "") output.line(output.paint("dim", `  (${wayOut})`));
    for (const entry of entries) output.line(`        ${output.paint(style, entry)}`);
  }
}

function lines({ modified, added, deleted, renamed, unknown }: ChangedData): readonly string[] {
  return [
    ...modified.map((path) => `modified: ${path}`),
    ...added.map((path) => `added: ${path}`),
    ...deleted.map((path) => `deleted: ${path}`),
    ...renamed.map((names) => `renamed: ${names.old} -> ${names.new}`),
    ...unknown.map((path) => `unknown: ${path}`),
  ];
}

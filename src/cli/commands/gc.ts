import path from "node:path";
import { createInterface } from "node:readline/promises";
import { findRevision } from "#core/experiments/find-experiments";
import { Failure } from "#core/failure";
import { gc as collectGarbage } from "#core/tracking/gc";
import type { GcReport } from "#core/tracking/gc";
import { isScoped } from "#core/tracking/gc/scope";
import type { GcScope } from "#core/tracking/gc/scope";
import type { Arguments, Command } from "../command.ts";
import { wrongUsage } from "../failures.ts";
import { integer, object } from "../json-shapes.ts";
import type { Output } from "../output.ts";
import { wholeNumber } from "../parse-arguments.ts";
import { findRoot } from "../project-around.ts";
import { formatBytes, withProgress } from "../progress-line.ts";

export const gc: Command = {
  usage: "",
  summary: "Remove data from the cache that nothing needs; say with the options what does",
  options: {
    workspace: { type: "boolean", short: "w", help: "keep only what the workspace needs" },
    "all-branches": { type: "boolean", short: "a", help: "and the heads of the branches" },
    "all-tags": { type: "boolean", short: "T", help: "and the tags" },
    "all-commits": { type: "boolean", short: "A", help: "and all commits" },
    "all-experiments": { type: "boolean", help: "and the experiments" },
    rev: { type: "string", value: "REVISION", help: "and this revision" },
    num: { type: "string", short: "n", value: "N", help: "with --rev: the last N commits from there" },
    date: { type: "string", value: "YYYY-MM-DD", help: "and the commits since this day" },
    "not-in-remote": { type: "boolean", help: "remove also what a remote has, needed or not" },
    cloud: { type: "boolean", short: "c", help: "remove from the remote too" },
    remote: { type: "string", short: "r", value: "NAME", help: "the remote, if not the default one" },
    projects: {
      type: "string",
      short: "p",
      multiple: true,
      greedy: true,
      value: "PATH...",
      help: "and what other repositories need that share the cache",
    },
    "skip-failed": { type: "boolean", help: "leave out commits that cannot be read" },
    dry: { type: "boolean", help: "remove nothing, and tell what would be" },
    force: { type: "boolean", short: "f", help: "do not ask" },
    jobs: { type: "string", short: "j", value: "N", help: "how much is asked of a remote at once" },
  },
  run: async ({ args, output, cwd, openPlace, signal }) => {
    const scope = scopeOf(args);
    const request = {
      scope,
      projects: args.texts("projects").map((folder) => findRoot(path.resolve(cwd, folder))),
      cloud: args.flag("cloud"),
      notInRemote: args.flag("not-in-remote"),
      remote: args.text("remote"),
      jobs: wholeNumber(args, "jobs", 1),
      dry: args.flag("dry"),
      force: args.flag("force"),
      skipFailed: args.flag("skip-failed"),
    };
    if (request.remote !== undefined && !request.cloud && !request.notInRemote)
      throw wrongUsage("--remote goes with --cloud or --not-in-remote.");
    if (request.cloud && request.notInRemote)
      throw wrongUsage("--cloud and --not-in-remote exclude each other.");
    const place = await openPlace();
    // An experiment's name is a revision too.
    const named = scope.revision === undefined ? undefined : await findRevision(place.git, scope.revision);
    const asked = { ...request, scope: { ...scope, ...(named !== undefined && { revision: named }) } };
    if (!request.force && !request.dry) await confirm(describe(scope, request), output, signal);
    const report = await withProgress({ output, signal }, (work) => collectGarbage(place, asked, work));
    tell(report, request.dry, output);
    return 0;
  },
};

function scopeOf(args: Arguments): GcScope {
  const [revision, since] = [args.text("rev"), args.text("date")];
  const count = wholeNumber(args, "num", 1);
  if (count !== undefined && revision === undefined) throw wrongUsage("--num goes with --rev.");
  if (since !== undefined && !isDay(since))
    throw wrongUsage(`--date takes a day such as 2026-01-31, not '${since}'.`);
  const scope: GcScope = {
    workspace: args.flag("workspace"),
    allBranches: args.flag("all-branches"),
    allTags: args.flag("all-tags"),
    allCommits: args.flag("all-commits"),
    allExperiments: args.flag("all-experiments"),
    ...(revision !== undefined && { revision }),
    ...(count !== undefined && { count }),
    ...(since !== undefined && { since }),
  };
  if (isScoped(scope)) return scope;
  throw wrongUsage(
    "Say what to keep: --workspace, --all-branches, --all-tags, --all-commits, --all-experiments, --rev or --date.",
  );
}

function isDay(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00`));
}

function describe(
  scope: GcScope,
  { cloud, notInRemote, projects }: { cloud: boolean; notInRemote: boolean; projects: readonly string[] },
): string {
  const kept = [
    "the workspace",
    ...(scope.allCommits === true ? ["all commits"] : []),
    ...(scope.allBranches === true ? ["the heads of all branches"] : []),
    ...(scope.allTags === true ? ["all tags"] : []),
    ...(scope.allExperiments === true ? ["all experiments"] : []),
    ...(scope.since === undefined ? [] : [`the commits since ${scope.since}`]),
    ...(scope.revision === undefined ? [] : [`the last ${scope.count ?? 1} of ${scope.revision}`]),
    ...projects,
  ];
  const where = cloud ? "the cache and from the remote" : "the cache";
  const remote = notInRemote ? ", and of that also what a remote has" : "";
  return `This removes from ${where} all data but that of ${kept.join(", ")}${remote}.`;
}

/** Throws a Failure unless somebody agrees. Where nobody can be asked, that is only --force. */
async function confirm(what: string, output: Output, signal: AbortSignal): Promise<void> {
  if (!process.stdin.isTTY || !output.live) {
    const message = `${what} Nothing was removed, since nobody could be asked; --force agrees, --dry tells what it would be.`;
    throw new Failure({ kind: "not-confirmed", class: "work", message });
  }
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await lines.question(`${what} Go on? [y/N] `, { signal });
    if (/^y(?:es)?$/i.test(answer.trim())) return;
  } finally {
    lines.close();
  }
  throw new Failure({ kind: "not-confirmed", class: "work", message: "Nothing was removed." });
}

function tell({ cache, remotes, forgotten, skipped }: GcReport, dry: boolean, output: Output): void {
  if (output.json) {
    const document = object({
      removed: integer(cache.objects),
      bytes: integer(cache.bytes),
      remotes: remotes.map(({ name, removed }) => object({ name, removed: integer(removed.objects) })),
      forgotten: [...forgotten],
      skipped: [...skipped],
      dry,
    });
    output.document(document);
    return;
  }
  // What would be removed was asked for.
  const tellOf = (text: string): void => (dry ? output.line(text) : output.done(text));
  const verb = dry ? "Would remove" : "Removed";
  for (const commit of skipped) output.note(`Left out: commit ${commit} could not be read.`);
  if (cache.objects === 0) tellOf("There is nothing to remove from the cache.");
  else tellOf(`${verb} ${counted(cache.objects)} from the cache: ${formatBytes(cache.bytes)}.`);
  for (const { name, removed } of remotes) {
    if (removed.objects === 0) tellOf(`There is nothing to remove from the remote ${name}.`);
    else tellOf(`${verb} ${counted(removed.objects)} from the remote ${name}.`);
  }
  for (const name of forgotten) output.note(`${verb} ${name}: what it kept is older than 90 days.`);
}

function counted(objects: number): string {
  return `${objects.toLocaleString("en")} ${objects === 1 ? "object" : "objects"}`;
}

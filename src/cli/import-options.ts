import type { Value } from "#core/pipeline/value";
import type { Imported } from "#core/tracking/import/place-import";
import type { DataPlace } from "#core/tracking/place";
import type { Arguments, OptionSpec } from "./command.ts";
import { wrongUsage } from "./failures.ts";
import { tellGitChanges } from "./git-changes.ts";
import { object } from "./json-shapes.ts";
import type { Output } from "./output.ts";

/** The options that `get` and `import` share. */
export const repositoryOptions: Readonly<Record<string, OptionSpec>> = {
  out: { type: "string", short: "o", value: "PATH", help: "the name of the data here, or a folder for it" },
  rev: { type: "string", value: "REV", help: "a branch, tag or commit of the other repository" },
  remote: { type: "string", value: "NAME", help: "this remote of the other repository, not its default one" },
  config: { type: "string", value: "FILE", help: "settings that win over those of the other repository" },
  "remote-config": {
    type: "string",
    multiple: true,
    value: "KEY=VALUE",
    help: "a setting of the remote there; repeat it for more",
  },
  force: { type: "boolean", short: "f", help: "replace what is there already" },
};

/** Reads them, with the repository and the path in it. */
export function readRepositoryRequest(args: Arguments, command: string, cwd: string) {
  const [url, path] = args.positionals;
  if (url === undefined || path === undefined)
    throw wrongUsage(`name a repository and a path in it. See \`trainyard ${command} --help\`.`);
  return {
    url,
    path,
    cwd,
    out: args.text("out"),
    rev: args.text("rev"),
    ...readSourceSettings(args),
    force: args.flag("force"),
  };
}

/** The remote of the other repository, and settings for it, as DVC records them. */
function readSourceSettings(args: Arguments) {
  const [remote, config] = [args.text("remote"), args.text("config")];
  const remoteConfig = readPairs(args, "remote-config");
  if (remoteConfig.size === 0) return { remote, config };
  if (remote === undefined) return { config, remoteConfig };
  if (config !== undefined) throw wrongUsage("--config does not go with both --remote and --remote-config.");
  const settings = new Map([
    ["core", new Map<string, Value>([["remote", remote]])],
    ["remote", new Map<string, Value>([[remote, remoteConfig]])],
  ]);
  return { config: settings };
}

/** The option by which an URL is given settings that no remote of ours has. */
export const urlOptions: Readonly<Record<string, OptionSpec>> = {
  "fs-config": {
    type: "string",
    multiple: true,
    value: "KEY=VALUE",
    help: "an option for the remote behind the URL; repeat it for more",
  },
};

/** Reads `--fs-config`. */
export function readUrlOptions(args: Arguments): ReadonlyMap<string, string> {
  return readPairs(args, "fs-config");
}

function readPairs(args: Arguments, option: string): ReadonlyMap<string, string> {
  return new Map(
    args.texts(option).map((text) => {
      const [, key, value] = /^([^=]+)=(.*)$/su.exec(text) ?? [];
      if (key === undefined || value === undefined)
        throw wrongUsage(`--${option} takes KEY=VALUE, not '${text}'.`);
      return [key.toLowerCase(), value] as const;
    }),
  );
}

/** Throws a Failure when options are given together that exclude each other. */
export function refuseTogether(args: Arguments, names: readonly string[]): void {
  const given = names.filter((name) => args.flag(name));
  if (given.length > 1) throw wrongUsage(`--${given[0]} and --${given[1]} exclude each other.`);
}

/** The remote of `--to-remote`: undefined without it, true for the default one. */
export function readToRemote(args: Arguments): string | true | undefined {
  const remote = args.text("remote");
  if (!args.flag("to-remote")) {
    if (remote !== undefined) throw wrongUsage("--remote goes with --to-remote.");
    return undefined;
  }
  return remote ?? true;
}

/** Says what an import did. Gives the exit code. */
export async function reportImport(imported: Imported, place: DataPlace, output: Output): Promise<number> {
  const { path, file, isHere, files, staged } = imported;
  if (output.json) output.document(object({ path, file, downloaded: isHere, files: [...files], staged }));
  else output.done(isHere ? `Imported: ${path}.` : `Recorded: ${file}. The data was not brought here.`);
  await tellGitChanges(imported, place, output);
  return 0;
}

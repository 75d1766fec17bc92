import { cp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import path from "node:path";
import type { Random } from "./random.ts";
import { oddScalars } from "./variables.ts";

/** Changes something in a repository that was recorded; what it finds nothing to change in stays as it is. */
export type Edit = (root: string, random: Random) => Promise<void>;

/** A file that the text of an edit goes over. */
type Change = (text: string, random: Random) => string;

const anyPipeline = /(?:^|\/)dvc\.yaml$/;
const anyLock = /dvc\.lock$/;
const anyParams = /(?:params|more|own)\.yaml$/;
const anyData = /(?:^|\/)(?:in[^/]*|a|b|x|[omp]-[^/]*)\.(?:txt|f)$/;

/** All edits by what they do. */
export const edits: Readonly<Record<string, Edit>> = {
  "data grows": inFile(anyData, (text) => `${text}more\n`),
  "data gets Windows line ends": inFile(anyData, (text) => text.replace(/\r?\n/g, "\r\n")),
  "data is gone": async (root, random) => {
    const file = pickFrom(await filesIn(root, anyData), random);
    if (file !== undefined) await rm(path.join(root, file));
  },
  "a folder is gone": async (root, random) => {
    const file = pickFrom(await filesIn(root, anyData), random);
    const folder = path.dirname(file ?? ".");
    if (folder !== "." && !existsSync(path.join(root, folder, "dvc.yaml"))) {
      await rm(path.join(root, folder), { recursive: true });
    }
  },
  "a parameter has another value": inFile(anyParams, (text, random) => {
    const lines = text.split("\n");
    const simple = [...lines.keys()].filter((index) => /^\s*[\w.]+: [^[{&*]*$/.test(lines[index] ?? ""));
    const at = pickFrom(simple, random);
    const value = random.pick(oddScalars);
    return lines
      .map((line, index) => (index === at ? line.replace(/: .*/, `: ${value.raw}`) : line))
      .join("\n");
  }),
  "a command is written otherwise": inFile(anyPipeline, (text, random) =>
    text.replace(/echo (?=\S)/, random.pick(["echo  ", "echo x "])),
  ),
  "a path is spelt otherwise": inFile(anyPipeline, (text) => text.replace(/(?<=[[ '"])in\.txt/, "./in.txt")),
  "a folder is spelt otherwise": inFile(anyPipeline, (text) =>
    text.replace(/wdir: ?["']?\.\/sub["']?/, "wdir: sub"),
  ),
  "a stage is frozen or thawed": inFile(anyPipeline, (text) =>
    text.includes("frozen: true")
      ? text.replace("frozen: true", "frozen: false")
      : text.replace("always_changed: false", "frozen: true"),
  ),
  "a flag is turned": inFile(anyPipeline, (text) =>
    text.replace(
      /(cache|persist|push): (true|false)/,
      (_, key: string, value) => `${key}: ${value !== "true"}`,
    ),
  ),
  "a record is of DVC 2": async (root, random) => {
    await keepForDvc2(root);
    await inFile(anyLock, (text) => replaceOne(text, /^\s+hash: md5\n/gm, "", random))(root, random);
  },
  "all records are of DVC 2": async (root, random) => {
    await keepForDvc2(root);
    await inFile(anyLock, (text) => text.replace(/^\s+hash: md5\n/gm, ""))(root, random);
  },
  "a hash is another": inFile(anyLock, (text, random) =>
    replaceOne(text, /(?<=md5: )[0-9a-f]/g, random.pick(["0", "1", "a", "b"]), random),
  ),
  "a hash has capitals": inFile(anyLock, (text) =>
    text.replace(/(?<=md5: )[0-9a-f]{32}/, (hash) => hash.toUpperCase()),
  ),
  "a size is another": inFile(anyLock, (text) => text.replace(/size: \d+/, "size: 7")),
  "an item is not recorded": inFile(anyLock, (text, random) =>
    replaceOne(text, /^ {4}- path: .*\n(?: {6}.*\n)*/gm, "", random),
  ),
  "a recorded parameter has another value": inFile(anyLock, (text, random) =>
    text.replace(
      /^( {8}[\w.*]+): (?:1|1\.0|true)$/m,
      (_, key: string) => `${key}: ${random.pick(["1", "1.0", "true", "'1'", "2"])}`,
    ),
  ),
  "a folder is recorded by its files": inFile(anyLock, (text, random) =>
    text.replace(/^( +)md5: [0-9a-f]{32}\.dir\n(?: +(?:size|nfiles): \d+\n)+/m, (_, blanks: string) => {
      const md5 = random.pick(["a", "b"]).repeat(32);
      return `${blanks}files:\n${blanks}- relpath: a.txt\n${blanks}  md5: ${md5}\n${blanks}  size: 3\n`;
    }),
  ),
  "a file of parameters is broken": inFile(/(?:^|\/)own\.(?:json|toml|py)$/, (text, random) =>
    random.chance(0.3) ? `${text}(\n` : text,
  ),
  "the lock is gone": async (root, random) => {
    const file = pickFrom(await filesIn(root, anyLock), random);
    if (file !== undefined && random.chance(0.3)) await rm(path.join(root, file));
  },
  "an object leaves the cache": async (root, random) => {
    const store = path.join(root, ".dvc/cache/files/md5");
    const name = pickFrom(existsSync(store) ? await filesIn(store, /./) : [], random);
    if (name === undefined) return;
    await rm(path.join(store, name));
    await rm(path.join(root, ".dvc/cache", name), { force: true });
  },
};

function inFile(which: RegExp, change: Change): Edit {
  return async (root, random) => {
    const file = pickFrom(await filesIn(root, which), random);
    if (file === undefined) return;
    const text = await readFile(path.join(root, file), "utf8");
    const changed = change(text, random);
    if (changed !== text) await writeFile(path.join(root, file), changed);
  };
}

async function filesIn(root: string, which: RegExp): Promise<string[]> {
  const all = await readdir(root, { recursive: true, withFileTypes: true });
  return all
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
    .filter((file) => which.test(file) && !/^(?:\.git|\.dvc|ignored)\//.test(file))
    .toSorted();
}

/** DVC 2 has its objects in another place; ours finds them in either, DVC each kind in its own. */
async function keepForDvc2(root: string): Promise<void> {
  const store = path.join(root, ".dvc/cache/files/md5");
  if (existsSync(store)) await cp(store, path.join(root, ".dvc/cache"), { recursive: true, force: false });
}

function pickFrom<T>(items: readonly T[], random: Random): T | undefined {
  return items.length === 0 ? undefined : random.pick(items);
}

function replaceOne(text: string, pattern: RegExp, by: string, random: Random): string {
  const found = pickFrom([...text.matchAll(pattern)], random);
  if (found === undefined) return text;
  return text.slice(0, found.index) + by + text.slice(found.index + found[0].length);
}

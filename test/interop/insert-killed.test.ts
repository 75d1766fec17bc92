import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openCache } from "#core/data/cache/cache";
import { hashPath } from "#core/data/hash/hash";
import { bundleProgram } from "../support/bundle-program.ts";
import { readCacheState } from "../support/cache-state.ts";
import { makeTempFolder } from "../support/temp-folder.ts";

let root: string;
let remove: () => Promise<void>;

beforeAll(async () => {
  ({ folder: root, remove } = await makeTempFolder());
});
afterAll(() => remove());

const kills = 50;

/** Enough for the objects to be brought to the disk together. */
const files = 250;

/** The data of one round, partly that of the round before. */
function writeData(round: number): void {
  for (let index = 0; index < files; index++) {
    writeFileSync(join(root, "data", `${index}`), `${round * 200 + index}\n`.repeat(40));
  }
}

test(
  "a process that is killed while it stores leaves no wrong object, and the next one finishes",
  { timeout: 300_000 },
  async () => {
    const program = await bundleProgram(
      root,
      `
        import { openCache } from "#core/data/cache/cache";
        import { hashPath } from "#core/data/hash/hash";
        const [, , data, directory, how] = process.argv;
        const begin = () => process.stdout.write("begun");
        if (how === "store") {
          begin();
          openCache(directory).store(data, {});
        } else {
          hashPath(data, {}).then((hash) => {
            begin();
            return openCache(directory).insert(data, hash);
          });
        }
      `,
    );
    mkdirSync(join(root, "data"));
    const start = async (
      how: "insert" | "store",
    ): Promise<[child: ReturnType<typeof spawn>, ended: Promise<unknown>]> => {
      const args = [program, join(root, "data"), join(root, "cache"), how];
      const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
      const ended = once(child, "close");
      if (child.stdout) await once(child.stdout, "data");
      return [child, ended];
    };
    writeData(0);
    const [, whole] = await start("store");
    const begun = performance.now();
    await whole;
    const length = performance.now() - begun;
    let killed = 0;
    for (let round = 1; round <= kills; round++) {
      writeData(round);
      const [child, ended] = await start(round % 2 === 0 ? "insert" : "store");
      await delay(Math.random() * length);
      if (child.kill("SIGKILL")) killed += 1;
      await ended;
      if (round % 10 === 0) expect((await readCacheState(join(root, "cache"))).wrong).toEqual([]);
    }
    expect(killed).toBeGreaterThan(kills / 2);
    const cache = openCache(join(root, "cache"));
    const hash = await hashPath(join(root, "data"), {});
    if (hash === undefined) throw new Error("The data is gone.");
    await cache.insert(join(root, "data"), hash);
    expect(await cache.missing([hash.md5])).toEqual(new Set());
    const state = await readCacheState(join(root, "cache"));
    expect(state).toMatchObject({ wrong: [], strange: [] });
    expect(state.right.length).toBeGreaterThan(files);
  },
);

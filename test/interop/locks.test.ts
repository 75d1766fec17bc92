import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect } from "vitest";
import { openPathLock } from "#core/data/locks/path-lock";
import type { LockedPaths } from "#core/data/locks/path-lock-table";
import { withRepositoryLock } from "#core/data/locks/repository-lock";
import { makeDvcRepository } from "../support/dvc-repository.ts";
import type { TestRepository } from "../support/git-repository.ts";
import { interopTools, test } from "../support/interop.ts";
import { dvc, tryDvc } from "../support/python-tools.ts";
import { runProcess } from "../support/run-process.ts";

/** Holds paths once, as a process does that does nothing else. */
async function withPathLock<T>(root: string, paths: LockedPaths, work: () => Promise<T>): Promise<T> {
  const lock = openPathLock(root);
  try {
    return await lock.hold(paths, work);
  } finally {
    lock.close();
  }
}

describe("locks shared with a real DVC", () => {
  let repository: TestRepository;
  const run = (...args: readonly string[]): Promise<string> => dvc(repository.root, ...args);
  const refusal = async (...args: readonly string[]): Promise<string> => {
    const { code, stderr } = await tryDvc(repository.root, ...args);
    return `${code} ${stderr}`;
  };

  beforeEach(async () => {
    repository = await makeDvcRepository({
      "dvc.yaml": "stages:\n  make:\n    cmd: cp in out && sleep 2\n    deps: [in]\n    outs: [out]\n",
      in: "1",
    });
  });
  afterEach(() => repository.remove());

  test("DVC waits for us and goes on when we are done", async () => {
    const order: string[] = [];
    let status: Promise<unknown> | undefined;
    await withRepositoryLock(repository.root, undefined, async () => {
      status = run("status").then(() => order.push("dvc"));
      // DVC asks for the lock about a second after its start and then gives up after three.
      await delay(2500);
      order.push("we");
    });
    await status;
    expect(order).toEqual(["we", "dvc"]);
  });

  test("DVC gives up when we do not let go", async () => {
    await withRepositoryLock(repository.root, undefined, async () => {
      expect(await refusal("status")).toMatch(/^255 .*Unable to acquire lock/s);
    });
  });

  test("we wait for DVC, and know who it is", async () => {
    // What DVC does inside of its lock takes too little time to meet it: its own lock class holds it here.
    const script = [
      "import os, sys, time",
      "from dvc.lock import Lock",
      "with Lock(sys.argv[1]):",
      "    print(os.getpid(), flush=True)",
      "    time.sleep(float(sys.argv[2]))",
    ].join("\n");
    await repository.write({ ".dvc/tmp/btime": "" });
    const lock = join(repository.root, ".dvc/tmp/lock");
    const python = join(interopTools().programs, "python");
    const held = runProcess(python, ["-c", script, lock, "3"], { cwd: repository.root, env: process.env });
    await expect.poll(() => readFile(lock, "utf8").catch(() => ""), { timeout: 20_000 }).toMatch(/^ \d+\n$/);
    const pid = (await readFile(lock, "utf8")).trim();
    await expect(
      withRepositoryLock(repository.root, undefined, () => Promise.resolve(), 0.3),
    ).rejects.toMatchObject({
      message: expect.stringContaining(`process ${pid}`),
    });
    await withRepositoryLock(repository.root, undefined, () => Promise.resolve(), 10);
    expect((await held).stdout.trim()).toBe(pid);
  });

  test("DVC does not touch what our stage writes", async () => {
    const paths = { read: [join(repository.root, "in")], write: [join(repository.root, "out")] };
    await withPathLock(repository.root, paths, async () => {
      expect(await refusal("repro")).toMatch(/^255 .*it is being blocked by/s);
    });
    await run("repro");
    expect(await readFile(join(repository.root, ".dvc/tmp/rwlock"), "utf8")).toBe("{}");
  });

  test("we do not touch what DVC's stage writes", async () => {
    const repro = run("repro");
    const out = join(repository.root, "out");
    await expect
      .poll(() => readFile(join(repository.root, ".dvc/tmp/rwlock"), "utf8").catch(() => ""), {
        timeout: 20_000,
      })
      .toContain(out);
    await expect.poll(() => readFile(out, "utf8").catch(() => ""), { timeout: 20_000 }).toBe("1");
    await expect(
      withPathLock(repository.root, { read: [out], write: [] }, () => Promise.resolve()),
    ).rejects.toMatchObject({ kind: "path-busy", message: expect.stringContaining("repro") });
    await repro;
    await withPathLock(repository.root, { read: [out], write: [] }, () => Promise.resolve());
  });
});

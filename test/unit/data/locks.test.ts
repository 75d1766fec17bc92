import { spawn } from "node:child_process";
import { mkdir, readdir, readFile, readlink, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { openFileLock } from "#core/data/locks/file-lock";
import { openPathLock } from "#core/data/locks/path-lock";
import type { LockedPaths } from "#core/data/locks/path-lock-table";
import { withRepositoryLock } from "#core/data/locks/repository-lock";
import { makeTempFolder } from "../../support/temp-folder.ts";

let root: string;
let remove: () => Promise<void>;

beforeEach(async () => {
  ({ folder: root, remove } = await makeTempFolder());
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await remove();
});

const none = undefined;

/** A promise and what settles it. */
function gate(): { open: () => void; opened: Promise<void> } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

/** Holds the repository lock until `open` is called. */
async function hold(): Promise<{ release: () => Promise<void> }> {
  const { open, opened } = gate();
  const taken = gate();
  const held = withRepositoryLock(root, none, async () => {
    taken.open();
    await opened;
  });
  await taken.opened;
  return {
    async release() {
      open();
      await held;
    },
  };
}

describe("the repository lock", () => {
  test("is written as DVC writes it and released after work that failed", async () => {
    await expect(withRepositoryLock(root, none, () => Promise.reject(new Error("broken")))).rejects.toThrow(
      "broken",
    );
    expect(await readFile(join(root, ".dvc/tmp/lock"), "utf8")).toBe(` ${process.pid}\n`);
    expect(await withRepositoryLock(root, none, () => Promise.resolve(7))).toBe(7);
  });

  test("makes the second wait for the first", async () => {
    const order: string[] = [];
    const first = await hold();
    const second = withRepositoryLock(root, none, async () => {
      order.push("second");
    });
    await new Promise((done) => setTimeout(done, 200));
    order.push("first");
    await first.release();
    await second;
    expect(order).toEqual(["first", "second"]);
  });

  test("names the holder when the wait was in vain", async () => {
    const first = await hold();
    await expect(withRepositoryLock(root, none, () => Promise.resolve(), 0.2)).rejects.toMatchObject({
      kind: "repository-busy",
      message: expect.stringContaining(`process ${process.pid}`),
    });
    await first.release();
  });

  test("a signal ends the wait with its reason", async () => {
    const first = await hold();
    const reason = new Error("stopped");
    const controller = new AbortController();
    const waiting = withRepositoryLock(root, controller.signal, () => Promise.resolve());
    controller.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    await first.release();
  });

  test.skipIf(process.platform === "win32")("a killed holder leaves no lock behind", async () => {
    await mkdir(join(root, ".dvc/tmp"), { recursive: true });
    const holder = spawn("flock", [join(root, ".dvc/tmp/lock"), "sleep", "60"], { detached: true });
    await expect
      .poll(() => withRepositoryLock(root, none, () => Promise.resolve("free"), 0).catch(() => "busy"))
      .toBe("busy");
    process.kill(-(holder.pid ?? 0), "SIGKILL");
    expect(await withRepositoryLock(root, none, () => Promise.resolve("free"))).toBe("free");
  });

  test.skipIf(process.platform === "win32").for(["perl", "flock", "python3"] as const)(
    "%s takes it where the others are missing",
    async (program, { skip }) => {
      const found = await programFolder(program);
      if (found === undefined) return skip(`${program} is not installed`);
      const first = await hold();
      vi.stubEnv("PATH", found);
      await expect(withRepositoryLock(root, none, () => Promise.resolve(), 0)).rejects.toMatchObject({
        kind: "repository-busy",
      });
      await first.release();
      const second = withRepositoryLock(root, none, async () => {
        vi.unstubAllEnvs();
        await expect(withRepositoryLock(root, none, () => Promise.resolve(), 0)).rejects.toMatchObject({
          kind: "repository-busy",
        });
      });
      await second;
    },
  );

  test.skipIf(process.platform === "win32")("says what to install where nothing can take it", async () => {
    vi.stubEnv("PATH", root);
    await expect(withRepositoryLock(root, none, () => Promise.resolve())).rejects.toMatchObject({
      kind: "no-lock-helper",
      message: expect.stringContaining("perl, flock, python3"),
    });
  });
});

describe("a lock that is taken again and again", () => {
  test("makes work of this process wait for its turn, in order", async () => {
    const lock = openFileLock(join(root, "lock"));
    const order: number[] = [];
    const work = (id: number) => async () => {
      await new Promise((done) => setTimeout(done, 5));
      order.push(id);
    };
    await Promise.all([1, 2, 3, 4].map((id) => lock.hold({}, work(id))));
    expect(order).toEqual([1, 2, 3, 4]);
    lock.close();
  });

  test("does not make those wait who come after one that gave up", async () => {
    const lock = openFileLock(join(root, "lock"));
    const { open, opened } = gate();
    const first = lock.hold({}, () => opened);
    await expect(lock.hold({ seconds: 0.05 }, () => Promise.resolve())).rejects.toMatchObject({
      kind: "repository-busy",
    });
    const third = lock.hold({}, () => Promise.resolve("third"));
    open();
    await first;
    expect(await third).toBe("third");
    lock.close();
  });

  test("is taken on the file that is there, when somebody deleted the other", async () => {
    const path = join(root, "lock");
    const [lock, other] = [openFileLock(path), openFileLock(path)];
    await lock.hold({}, () => Promise.resolve());
    await rm(path);
    await other.hold({}, async () => {
      await expect(lock.hold({ seconds: 0 }, () => Promise.resolve())).rejects.toMatchObject({
        kind: "repository-busy",
      });
    });
    lock.close();
    other.close();
  });

  test.skipIf(process.platform !== "linux")("outlives its helper, and starts a new one", async () => {
    const path = join(root, "lock");
    const [lock, other] = [openFileLock(path), openFileLock(path)];
    await lock.hold({}, async () => {
      for (const pid of await childrenWith(path)) process.kill(pid, "SIGKILL");
      await expect(other.hold({ seconds: 0.2 }, () => Promise.resolve())).rejects.toMatchObject({
        kind: "repository-busy",
      });
    });
    expect(await other.hold({}, () => Promise.resolve("free"))).toBe("free");
    expect(await lock.hold({}, () => Promise.resolve("again"))).toBe("again");
    lock.close();
    other.close();
  });
});

/** Numbers of our child processes that have a file open. */
async function childrenWith(path: string): Promise<readonly number[]> {
  const found: number[] = [];
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  for (const pid of pids) {
    const stat = await readFile(`/proc/${pid}/stat`, "latin1").catch(() => "");
    const parent = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1];
    const target = await readlink(`/proc/${pid}/fd/3`).catch(() => "");
    if (parent === String(process.pid) && target === path) found.push(Number(pid));
  }
  return found;
}

/** A folder with only this program in it, as a link. */
async function programFolder(program: "perl" | "flock" | "python3"): Promise<string | undefined> {
  const { execFileSync } = await import("node:child_process");
  const { symlink } = await import("node:fs/promises");
  try {
    const query = {
      perl: ["perl", "-e", "print $^X"],
      flock: ["/bin/sh", "-c", "command -v flock"],
      python3: ["python3", "-c", "import sys; print(sys.executable)"],
    }[program];
    const [command = "", ...args] = query;
    const path = execFileSync(command, args, { encoding: "utf8" }).trim();
    await mkdir(join(root, "bin"), { recursive: true });
    await symlink(path, join(root, "bin", program));
    return join(root, "bin");
  } catch {
    return undefined;
  }
}

/** Holds paths once, as a process does that does nothing else. */
async function withPathLock<T>(root: string, paths: LockedPaths, work: () => Promise<T>): Promise<T> {
  const lock = openPathLock(root);
  try {
    return await lock.hold(paths, work);
  } finally {
    lock.close();
  }
}

describe("the path lock", () => {
  const file = () => join(root, ".dvc/tmp/rwlock");
  const read = async (): Promise<unknown> => JSON.parse(await readFile(file(), "utf8"));
  const write = async (table: unknown): Promise<void> => {
    await mkdir(join(root, ".dvc/tmp"), { recursive: true });
    await writeFile(file(), typeof table === "string" ? table : JSON.stringify(table));
  };
  const self = { pid: process.pid, cmd: process.argv.join(" ") };
  /** Alive as long as the tests run, and not us. */
  const other = { pid: process.ppid, cmd: "dvc repro" };

  test("is in the file while the work runs, beside those of others, and gone after work that failed", async () => {
    await write({ read: { "/x": [other] } });
    const work = async (): Promise<never> => {
      expect(await read()).toEqual({ read: { "/x": [other, self], "/in": [self] }, write: { "/out": self } });
      throw new Error("broken");
    };
    await expect(withPathLock(root, { read: ["/x", "/in"], write: ["/out"] }, work)).rejects.toThrow(
      "broken",
    );
    expect(await read()).toEqual({ read: { "/x": [other] } });
  });

  test("refuses at once what a living process writes, above or below too", async () => {
    await write({ write: { [join(root, "data")]: other } });
    for (const path of ["data", "data/part", "."]) {
      await expect(
        withPathLock(root, { read: [join(root, path)], write: [] }, () => Promise.resolve()),
      ).rejects.toMatchObject({ kind: "path-busy", message: expect.stringContaining("dvc repro") });
    }
    await withPathLock(root, { read: [join(root, "data2")], write: [] }, () => Promise.resolve());
    expect(await read()).toEqual({ write: { [join(root, "data")]: other } });
  });

  test("lets others read what we read, but not write it", async () => {
    await write({ read: { "/in": [other] } });
    await withPathLock(root, { read: ["/in"], write: [] }, () => Promise.resolve());
    await expect(
      withPathLock(root, { read: [], write: ["/in"] }, () => Promise.resolve()),
    ).rejects.toMatchObject({
      kind: "path-busy",
    });
  });

  test("keeps a path until the last work of this process that uses it is done", async () => {
    const lock = openPathLock(root);
    const { open, opened } = gate();
    const long = lock.hold({ read: ["/in"], write: ["/a"] }, () => opened);
    await lock.hold({ read: ["/in"], write: ["/b"] }, () => Promise.resolve());
    expect(await read()).toEqual({ read: { "/in": [self] }, write: { "/a": self } });
    open();
    await long;
    expect(await read()).toEqual({});
    lock.close();
  });

  test("forgets dead processes and enters its own locks again", async () => {
    await write({
      read: { "/in": [{ pid: 2 ** 22 + 1, cmd: "gone" }] },
      write: { "/out": { pid: 2 ** 22 + 1, cmd: "gone" } },
    });
    await withPathLock(root, { read: ["/in"], write: ["/out"] }, async () => {
      await withPathLock(root, { read: ["/in"], write: ["/out"] }, () => Promise.resolve());
      expect(await read()).toEqual({ read: { "/in": [self] }, write: { "/out": self } });
    });
    expect(await read()).toEqual({});
  });

  test.each(["{", '{"read": []}', '{"write": {"/x": {"pid": "1"}}}'])(
    "says what to do about %s",
    async (text) => {
      await write(text);
      await expect(
        withPathLock(root, { read: [], write: [] }, () => Promise.resolve()),
      ).rejects.toMatchObject({
        kind: "damaged-path-lock",
      });
    },
  );
});

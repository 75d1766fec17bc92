import { spawn } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { withPathLock } from "#core/data/path-lock";
import { withRepositoryLock } from "#core/data/repository-lock";
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

  test.skipIf(process.platform === "win32").for(["perl", "python3"])(
    "%s takes it where flock is missing",
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
      message: expect.stringContaining("flock, perl, python3"),
    });
  });
});

/** A folder with only this program in it, as a link. */
async function programFolder(program: string): Promise<string | undefined> {
  const { execFileSync } = await import("node:child_process");
  const { symlink } = await import("node:fs/promises");
  try {
    const query = program === "python3" ? ["-c", "import sys; print(sys.executable)"] : ["-e", "print $^X"];
    const path = execFileSync(program, query, { encoding: "utf8" }).trim();
    await mkdir(join(root, "bin"), { recursive: true });
    await symlink(path, join(root, "bin", program));
    return join(root, "bin");
  } catch {
    return undefined;
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

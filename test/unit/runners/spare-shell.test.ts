import { once } from "node:events";
import { closeSync, openSync, readFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openSpareShell, type SpareShell } from "#core/runners/local/spare-shell";
import { makeTempFolder } from "../../support/temp-folder.ts";

let folder: string;
let remove: () => Promise<void>;
let output: number;
let spare: SpareShell;
let place: Parameters<typeof openSpareShell>[0];

beforeEach(async () => {
  ({ folder, remove } = await makeTempFolder());
  output = openSync(join(folder, "log"), "a");
  place = { folder, environment: { PATH: process.env["PATH"], COLOR: "red" }, output };
  spare = openSpareShell(place);
});
afterEach(async () => {
  spare.close();
  closeSync(output);
  await remove();
});

const shell = (line: string) => ({ file: "/bin/sh", args: ["-c", line], shell: false });
const log = () => readFileSync(join(folder, "log"), "utf8");

async function run(line: string, stage = "train"): Promise<unknown[]> {
  spare.prepare();
  const held = spare.take(shell(line), { ...place, environment: { ...place.environment, DVC_STAGE: stage } });
  if (held === undefined) throw new Error("There was no spare shell.");
  const exit = once(held.child, "exit");
  held.letGo();
  return exit;
}

it("becomes the command: its code, its output, its environment, and no input", async () => {
  const line = String.raw`printf '%s\n' "$COLOR $DVC_STAGE" 'a\n'; pwd; cat; echo "
it's gone" >&2; exit 3`;
  expect(await run(line, "it's@é $x")).toEqual([3, null]);
  expect(log()).toBe(String.raw`red it's@é $x
a\n
${folder}

it's gone
`);
});

it("is there again for the next command, and only once for each", async () => {
  expect(spare.take(shell("true"), place), "nobody prepared it").toBeUndefined();
  expect(await run("true")).toEqual([0, null]);
  expect(await run("kill -9 $$")).toEqual([null, "SIGKILL"]);
  expect(spare.take(shell("true"), place), "the one that there was is gone").toBeUndefined();
});

it("is not for another folder, and not for what no shell can be told", async () => {
  spare.prepare();
  await mkdir(join(folder, "sub"));
  expect(spare.take(shell("true"), { ...place, folder: join(folder, "sub") })).toBeUndefined();
  expect(spare.take(shell("a\0b"), place)).toBeUndefined();
});

it("does nothing when we go, also with half of a command", async () => {
  spare.prepare();
  const held = spare.take(shell("true"), place);
  const exit = held && once(held.child, "exit");
  held?.child.stdin?.end("{ echo half; exec 'echo' 'never");
  expect((await exit)?.[0]).not.toBe(0);
  spare.prepare();
  const unused = spare.take(shell("true"), place);
  const end = unused && once(unused.child, "exit");
  unused?.child.stdin?.destroy();
  expect(await end).toEqual([0, null]);
  expect(log()).not.toMatch(/^(half|never)/m);
});

import { createHash } from "node:crypto";
import { readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect } from "vitest";
import { makeDvcRepository } from "../support/dvc-repository.ts";
import type { TestRepository } from "../support/git-repository.ts";
import { test } from "../support/interop.ts";
import { dvc, dvcJson } from "../support/python-tools.ts";
import { trainyard } from "../support/trainyard.ts";

const md5 = (text: string): string => createHash("md5").update(text).digest("hex");

/** The hash of DVC 2, which unified line ends. */
const oldHash = (text: string): string => md5(text.replaceAll("\r\n", "\n"));

const crlf = "a\r\nb\r\n";
const listing = `[{"md5": "${oldHash(crlf)}", "relpath": "c"}]`;
const item = (name: string, text: string, hash = oldHash(text)): string =>
  `    - path: ${name}\n      md5: ${hash}\n      size: ${text.length}\n`;
const folder = (name: string): string => `${item(name, crlf, `${md5(listing)}.dir`)}      nfiles: 1\n`;

const files = {
  "dvc.yaml":
    "stages:\n" +
    "  first:\n    cmd: cp crlf out && cp in out2 && mkdir -p many && cp crlf many/c\n    deps: [crlf, in, read]\n    outs: [out, out2, many]\n" +
    "  last:\n    cmd: cp out2 end\n    deps: [out2]\n    outs: [end]\n",
  "dvc.lock":
    "schema: '2.0'\nstages:\n" +
    `  first:\n    cmd: cp crlf out && cp in out2 && mkdir -p many && cp crlf many/c\n    deps:\n${item("crlf", crlf)}${item("in", "x\n")}${folder("read")}    outs:\n${folder("many")}${item("out", crlf)}${item("out2", "x\n")}` +
    `  last:\n    cmd: cp out2 end\n    deps:\n${item("out2", "x\n")}    outs:\n${item("end", "x\n")}`,
  "tracked.dvc": `outs:\n- md5: ${oldHash(crlf)}\n  size: 6\n  path: tracked\n`,
  ".gitignore": "/out\n/out2\n/many\n/end\n/tracked\n",
  crlf,
  in: "x\n",
  "read/c": crlf,
};

async function makeLegacy(): Promise<TestRepository> {
  const repository = await makeDvcRepository(files);
  const objects = { [oldHash(crlf)]: crlf, [md5("x\n")]: "x\n", [`${md5(listing)}.dir`]: listing };
  await repository.write({ tracked: crlf, out: crlf, out2: "x\n", "many/c": crlf, end: "x\n" });
  await repository.write(
    Object.fromEntries(
      Object.entries(objects).map(([hash, text]) => [
        `.dvc/cache/${hash.slice(0, 2)}/${hash.slice(2)}`,
        text,
      ]),
    ),
  );
  return repository;
}

type Change = (at: (file: string) => string) => Promise<unknown>;
const asItIs: Change = async () => {};

const situations: Readonly<Record<string, readonly [change: Change, ...command: string[]]>> = {
  "repro without a change": [asItIs, "repro"],
  "a forced repro": [asItIs, "repro", "-f"],
  "a repro after an input changed": [(at) => writeFile(at("in"), "y\n"), "repro"],
  "a repro after a folder grew": [(at) => writeFile(at("read/new"), "n"), "repro"],
  "a repro after an output was lost": [(at) => rm(at("end")), "repro"],
  "a commit of all": [asItIs, "commit", "-f"],
  "a commit of data that changed": [(at) => writeFile(at("tracked"), "y\n"), "commit", "-f", "tracked.dvc"],
  "an add of what is tracked": [asItIs, "add", "tracked"],
  "an add of data that changed": [(at) => writeFile(at("tracked"), "y\n"), "add", "tracked"],
};

test.each(Object.entries(situations))(
  "what DVC 2 recorded is recorded again as dvc does it: %s",
  async (_name, [change, ...command]) => {
    const [ours, theirs] = await Promise.all([makeLegacy(), makeLegacy()]);
    try {
      await Promise.all([ours, theirs].map(({ root }) => change((file) => path.join(root, file))));
      await trainyard(ours.root, ...command);
      await dvc(theirs.root, ...command);
      for (const file of ["dvc.lock", "tracked.dvc"]) {
        const [we, they] = [ours, theirs].map(({ root }) => readFile(path.join(root, file), "utf8"));
        expect(await we, file).toBe(await they);
      }
      expect(await dvcJson(ours.root, "status")).toEqual(await dvcJson(theirs.root, "status"));
    } finally {
      await Promise.all([ours.remove(), theirs.remove()]);
    }
  },
);

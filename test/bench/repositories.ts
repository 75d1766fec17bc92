import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { openLockText } from "#core/pipeline/lock/lock-text";
import type { LockItem } from "#core/pipeline/lock/lock-model";
import type { Lab } from "./bench.ts";

/** An empty repository of Git and DVC. */
export async function makeRepository(lab: Lab): Promise<string> {
  const root = await lab.folder();
  await lab.program(root, "git", "init", "--quiet", "--initial-branch=main");
  await mkdir(path.join(root, ".dvc/tmp"), { recursive: true });
  const files = { ".dvc/config": "", ".dvc/.gitignore": "/config.local\n/tmp\n/cache\n", ".dvcignore": "" };
  for (const [file, text] of Object.entries(files)) await writeFile(path.join(root, file), text);
  await commitAll(lab, root);
  return root;
}

/** A pipeline of `count` stages that copy one line each; nothing has run yet. */
export async function makeStages(lab: Lab, count: number): Promise<string> {
  const root = await makeRepository(lab);
  await mkdir(path.join(root, "in"));
  await mkdir(path.join(root, "out"));
  for (let index = 0; index < count; index += 1)
    await writeFile(path.join(root, `in/${index}.txt`), `${index}\n`);
  const items = Array.from({ length: count }, (_, index) => `    - ${index}\n`).join("");
  const stage =
    "    do:\n      cmd: cp in/${item}.txt out/${item}.txt\n      deps:\n      - in/${item}.txt\n" +
    "      params:\n      - train.lr\n      outs:\n      - out/${item}.txt\n";
  await writeFile(path.join(root, "dvc.yaml"), `stages:\n  s:\n    foreach:\n${items}${stage}`);
  await writeFile(path.join(root, "params.yaml"), "train:\n  lr: 0.1\n  epochs: 3\n");
  await commitAll(lab, root);
  return root;
}

/** The same as `dvc repro` leaves it; after that every seventh output was edited when `areSomeChanged`. */
export async function makeRunStages(lab: Lab, count: number, areSomeChanged: boolean): Promise<string> {
  const root = await makeStages(lab, count);
  const lock = openLockText("dvc.lock", undefined);
  for (let index = 0; index < count; index += 1) {
    const content = `${index}\n`;
    const md5 = createHash("md5").update(content).digest("hex");
    const item = (file: string): LockItem => ({ path: file, hash: "md5", md5, size: BigInt(content.length) });
    lock.set(`s@${index}`, {
      cmd: `cp in/${index}.txt out/${index}.txt`,
      deps: [item(`in/${index}.txt`)],
      params: new Map([["params.yaml", new Map([["train.lr", 0.1]])]]),
      outs: [item(`out/${index}.txt`)],
    });
    const isChanged = areSomeChanged && index % 7 === 0;
    await writeFile(path.join(root, `out/${index}.txt`), isChanged ? "edited\n" : content);
    const objects = path.join(root, ".dvc/cache/files/md5", md5.slice(0, 2));
    await mkdir(objects, { recursive: true });
    await writeFile(path.join(objects, md5.slice(2)), content, { mode: 0o444 });
  }
  await writeFile(path.join(root, "dvc.lock"), lock.text());
  const ignored = Array.from({ length: count }, (_, index) => `/${index}.txt\n`).join("");
  await writeFile(path.join(root, "out/.gitignore"), ignored);
  await commitAll(lab, root);
  return root;
}

/** A folder `data` with `count` small files, a thousand in each of its folders; not tracked yet. */
export async function makeFiles(lab: Lab, count: number): Promise<string> {
  const root = await makeRepository(lab);
  for (let index = 0; index < count; index += 1) {
    const folder = path.join(root, "data", String(Math.floor(index / 1000)).padStart(3, "0"));
    if (index % 1000 === 0) await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, `${index % 1000}.txt`), `${index}\n`.repeat(8));
  }
  return root;
}

async function commitAll(lab: Lab, root: string): Promise<void> {
  const who = ["-c", "user.name=bench", "-c", "user.email=bench@example.com"];
  await lab.program(root, "git", "add", "--all");
  await lab.program(root, "git", ...who, "commit", "--quiet", "--allow-empty", "--message=bench");
}

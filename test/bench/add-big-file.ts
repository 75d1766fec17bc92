import { randomBytes } from "node:crypto";
import { open } from "node:fs/promises";
import path from "node:path";
import { type Bench, peer, seconds } from "./bench.ts";
import { makeRepository } from "./repositories.ts";

const megabyte = 1_000_000;

export const addBigFile: Bench = {
  name: "add-big-file",
  async run(lab) {
    const root = await makeRepository(lab);
    await writeRandom(path.join(root, "big.bin"), 2000);
    const md5sum = await seconds(3, () => lab.program(root, "md5sum", "big.bin"));
    const copy = await seconds(1, async () => {
      await lab.program(root, "cp", "big.bin", "copy.bin");
      await lab.program(root, "sync", "copy.bin");
    });
    await lab.program(root, "rm", "copy.bin");
    await lab.settle();
    const ours = await seconds(1, () => lab.trainyard(root, "add", "big.bin", "--quiet"));
    const { dvc } = lab;
    const other = await makeRepository(lab);
    await lab.program(root, "cp", "big.bin", path.join(other, "big.bin"));
    await lab.settle();
    const peers = [
      { name: "md5sum", value: md5sum },
      { name: "md5sum, cp and sync", value: md5sum + copy },
      ...(await peer("dvc", 1, dvc && (() => dvc(other, "add", "big.bin", "--quiet")))),
    ];
    const goal = "at most 1.15 x md5sum, and the copy or link";
    return [{ what: "add of one file of 2 GB", ours, unit: "s", goal, peers }];
  },
};

async function writeRandom(file: string, megabytes: number): Promise<void> {
  const handle = await open(file, "w");
  const chunk = randomBytes(megabyte);
  for (let written = 0; written < megabytes; written += 1) {
    chunk.writeUInt32LE(written);
    await handle.write(chunk);
  }
  await handle.sync();
  await handle.close();
}

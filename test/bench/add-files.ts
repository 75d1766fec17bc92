import { type Bench, peer, seconds } from "./bench.ts";
import { makeFiles } from "./repositories.ts";

export const addFiles: Bench = {
  name: "add-files",
  async run(lab) {
    const root = await makeFiles(lab, 100_000);
    await lab.settle();
    const ours = await seconds(1, () => lab.trainyard(root, "add", "data", "--quiet"));
    const { dvc } = lab;
    const other = await makeFiles(lab, 100_000);
    await lab.settle();
    const peers = await peer("dvc", 1, dvc && (() => dvc(other, "add", "data", "--quiet")));
    return [{ what: "add of 100,000 small files", ours, unit: "s", goal: "at most 8 s", peers }];
  },
};

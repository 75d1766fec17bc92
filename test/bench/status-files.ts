import { type Bench, peer, seconds } from "./bench.ts";
import { makeFiles } from "./repositories.ts";

export const statusFiles: Bench = {
  name: "status-files",
  async run(lab) {
    const root = await makeFiles(lab, 100_000);
    await lab.trainyard(root, "add", "data", "--quiet");
    await lab.trainyard(root, "status");
    const ours = await seconds(5, () => lab.trainyard(root, "status"));
    const { dvc } = lab;
    if (dvc) await dvc(root, "status");
    const peers = [
      ...(await peer("dvc", 3, dvc && (() => dvc(root, "status")))),
      ...(await peer("find, a stat each", 5, () =>
        lab.program(root, "find", "data", "-type", "f", "-newer", "data"),
      )),
    ];
    return [{ what: "status, 100,000 files, unchanged", ours, unit: "s", goal: "at most 0.6 s", peers }];
  },
};

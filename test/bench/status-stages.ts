import { type Bench, peer, seconds } from "./bench.ts";
import { makeRunStages } from "./repositories.ts";

export const statusStages: Bench = {
  name: "status-stages",
  async run(lab) {
    const root = await makeRunStages(lab, 1000, true);
    const ours = await seconds(9, () => lab.trainyard(root, "status"));
    const { dvc } = lab;
    const peers = await peer("dvc", 3, dvc && (() => dvc(root, "status")));
    return [{ what: "status, 1000 stages, some changed", ours, unit: "s", goal: "at most 0.3 s", peers }];
  },
};

import { type Bench, peer, seconds } from "./bench.ts";
import { makeRunStages } from "./repositories.ts";

export const reproNothing: Bench = {
  name: "repro-nothing",
  async run(lab) {
    const root = await makeRunStages(lab, 1000, false);
    await lab.trainyard(root, "repro", "--quiet");
    const ours = await seconds(5, () => lab.trainyard(root, "repro"));
    const { dvc } = lab;
    const peers = await peer("dvc", 1, dvc && (() => dvc(root, "repro")));
    return [{ what: "repro, 1000 stages, nothing to do", ours, unit: "s", goal: "at most 0.3 s", peers }];
  },
};

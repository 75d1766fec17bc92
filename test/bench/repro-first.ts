import { type Bench, seconds } from "./bench.ts";
import { makeStages } from "./repositories.ts";

/** So many are enough to know what DVC takes for one; a thousand take it ten minutes, with a growing time for each. */
const stagesForDvc = 20;

export const reproFirst: Bench = {
  name: "repro-first",
  async run(lab) {
    const root = await makeStages(lab, 1000);
    const ours = await seconds(1, () => lab.trainyard(root, "repro", "--quiet"));
    const { dvc } = lab;
    const few = await makeStages(lab, stagesForDvc);
    const taken = dvc && (await seconds(1, () => dvc(few, "repro", "--quiet")));
    const name = `dvc, from ${stagesForDvc} stages`;
    const peers = taken === undefined ? [] : [{ name, value: (taken / stagesForDvc) * 1000 }];
    return [{ what: "repro, 1000 stages, the first time", ours, unit: "s", goal: "at most 15 s", peers }];
  },
};

import { type Bench, type Figure, type Lab, seconds } from "./bench.ts";
import { makeFiles, makeRunStages, makeStages } from "./repositories.ts";

/** The same work at 1x, 10x and 100x: what is linear takes at most ten times as long in each step. */
export const scaling: Bench = {
  name: "scaling",
  async run(lab) {
    const figures: Figure[] = [];
    for (const count of [100, 1000, 10_000]) figures.push(await statusOf(lab, count));
    for (const count of [10, 100, 1000]) figures.push(await reproOf(lab, count));
    for (const count of [1000, 10_000, 100_000]) figures.push(...(await filesOf(lab, count)));
    return figures;
  },
};

async function statusOf(lab: Lab, count: number): Promise<Figure> {
  const root = await makeRunStages(lab, count, true);
  const ours = await seconds(3, () => lab.trainyard(root, "status"));
  return { what: `status, ${count} stages`, ours, unit: "s" };
}

async function reproOf(lab: Lab, count: number): Promise<Figure> {
  const root = await makeStages(lab, count);
  const ours = await seconds(1, () => lab.trainyard(root, "repro", "--quiet"));
  return { what: `repro, ${count} stages, the first time`, ours, unit: "s" };
}

async function filesOf(lab: Lab, count: number): Promise<Figure[]> {
  const root = await makeFiles(lab, count);
  const add = await seconds(1, () => lab.trainyard(root, "add", "data", "--quiet"));
  const status = await seconds(3, () => lab.trainyard(root, "status"));
  return [
    { what: `add, ${count} files`, ours: add, unit: "s" },
    { what: `status, ${count} files`, ours: status, unit: "s" },
  ];
}

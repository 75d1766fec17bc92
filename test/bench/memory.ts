import type { Bench } from "./bench.ts";
import { makeFiles } from "./repositories.ts";

export const memory: Bench = {
  name: "memory",
  async run(lab) {
    const root = await makeFiles(lab, 100_000);
    await lab.trainyard(root, "add", "data", "--quiet");
    await lab.trainyard(root, "status");
    const idle = Number(
      await lab.program(root, process.execPath, "--eval", "console.log(process.memoryUsage.rss() / 1e6)"),
    );
    const ours = Number(await lab.program(root, process.execPath, lab.memoryProbe, root));
    const peers = [{ name: "node, doing nothing", value: idle }];
    return [
      { what: "opened as the editor does, 100,000 files", ours, unit: "MB", goal: "under 150 MB", peers },
    ];
  },
};

import { pathToFileURL } from "node:url";
import path from "node:path";
import { complete } from "../../server/src/features/completion.ts";
import { diagnose } from "../../server/src/features/diagnostics.ts";
import { hover } from "../../server/src/features/hover.ts";
import type { FeatureContext } from "../../server/src/features/lsp.ts";
import { serverFlags } from "../../src/protocol/server-flags.ts";
import { cacheFiles } from "../../server/src/workspace/files.ts";
import { createWorkspace, type Workspace } from "../../server/src/workspace/workspace.ts";
import { memoryFiles } from "../support/memory-files.ts";
import { type Bench, type Figure, type Lab, seconds } from "./bench.ts";
import { longLock, longParams, longPipeline, oddPipelines } from "./long-files.ts";
import { type YamlServer, openYamlServer } from "./yaml-server.ts";

const root = "/repository";

/** How often each thing is measured; the first times of a process are warming up and show in no median. */
const rounds = 11;

/** What an editor asks of the language server, in process: what the protocol adds is the same for everybody. */
export const languageServer: Bench = {
  name: "language-server",
  async run(lab) {
    const peer = await openPeer(lab);
    const figures: Figure[] = [];
    for (const lines of [1_000, 50_000]) {
      for (const file of ["dvc.yaml", "dvc.lock", "params.yaml"]) {
        figures.push(...(await measure(file, lines, file === "dvc.yaml" ? peer : undefined)));
      }
    }
    for (const [what, text] of Object.entries(oddPipelines)) {
      const { context, settle } = opened({ "dvc.yaml": text }, "dvc.yaml");
      const first = await milliseconds(5, () => diagnoseFresh(text));
      figures.push({ what: `${what}: open`, ours: first, unit: "ms", goal: "under 200 ms" });
      const longest = Math.max(...stepsOf(settle));
      figures.push({ what: `${what}: longest other step`, ours: longest, unit: "ms", goal: "under 200 ms" });
      const asked = await milliseconds(5, async () => void (hover(context(), 40), complete(context(), 40)));
      figures.push({ what: `${what}: hover and completion`, ours: asked, unit: "ms", goal: "under 200 ms" });
    }
    const megabytes = await lab.program(
      await lab.folder(),
      process.execPath,
      ...serverFlags,
      "--expose-gc",
      lab.serverMemoryProbe,
    );
    figures.push({
      what: "50,000-line dvc.lock open",
      ours: Number(megabytes),
      unit: "MB",
      goal: "under 100 MB",
    });
    return figures;
  },
};

async function openPeer({ yamlServer }: Lab): Promise<YamlServer | undefined> {
  return yamlServer === undefined
    ? undefined
    : openYamlServer(pathToFileURL(path.join(yamlServer, "out", "src", "index.js")).href);
}

function textsOf(lines: number): Readonly<Record<string, string>> {
  const small = "train:\n  lr: 0.1\n";
  return {
    "dvc.yaml": longPipeline(lines),
    "dvc.lock": longLock(lines),
    "params.yaml": lines > 1_000 ? small : longParams(lines),
  };
}

async function measure(file: string, lines: number, peer: YamlServer | undefined): Promise<Figure[]> {
  const isLong = lines > 1_000;
  const texts: Record<string, string> = { ...textsOf(lines) };
  if (file === "params.yaml")
    Object.assign(texts, { "dvc.yaml": longPipeline(1_000), [file]: longParams(lines) });
  if (file === "dvc.lock") texts["dvc.yaml"] = longPipeline(1_000);
  const { workspace, context, settle } = opened(texts, file);
  stepsOf(settle);
  let text = texts[file] ?? "";
  const edit = async (round: number) => {
    const start = file === "params.yaml" ? "key1: 0" : "cmd: ";
    const at = text.indexOf(start, (text.length * ((round * 37) % 90)) / 100) + start.length;
    text = `${text.slice(0, at)}1${text.slice(at)}`;
    workspace.setText(`${root}/${file}`, text);
    quickly(context());
  };
  const name = `${file}, ${lines.toLocaleString("en")} lines`;
  const at = Math.floor(text.length / 2);
  const figure = async (
    what: string,
    action: (round: number) => Promise<unknown>,
    goal: string,
    theirs?: (text: string) => Promise<unknown>,
  ): Promise<Figure> => ({
    what: `${name}: ${what}`,
    ours: await milliseconds(rounds, action),
    unit: "ms",
    goal,
    ...(theirs && {
      peers: [
        { name: "yaml-language-server", value: await milliseconds(isLong ? 1 : 5, () => theirs(text)) },
      ],
    }),
  });
  const longest: number[] = [];
  const rules = async (round: number) => {
    await edit(round);
    longest.push(Math.max(...stepsOf(settle)));
  };
  const open = async () => quickly(opened(texts, file).context());
  const halfType = async (round: number) => {
    // Not at the top: what breaks the first key of all leaves nothing known.
    const at = text.indexOf("\n", (text.length * ((round * 37 + 20) % 90)) / 100) + 1;
    text = `${text.slice(0, at)}x${text.slice(at)}`;
    workspace.setText(`${root}/${file}`, text);
    quickly(context());
  };
  return [
    await figure("open", open, isLong ? "under 100 ms" : "under 30 ms", peer?.validate),
    await figure("one edit", edit, isLong ? "under 20 ms" : "under 10 ms", peer?.validate),
    await figure("one edit and all rules", rules, isLong ? "under 150 ms" : "under 30 ms"),
    {
      what: `${name}: longest step of the rules`,
      ours: longest.toSorted((one, other) => one - other)[longest.length >> 1] ?? 0,
      unit: "ms",
      goal: "under 20 ms",
    },
    await figure(
      "hover",
      async () => hover(context(), at),
      isLong ? "under 20 ms" : "under 5 ms",
      peer?.hover,
    ),
    await figure(
      "completion",
      async () => complete(context(), at),
      isLong ? "under 20 ms" : "under 5 ms",
      peer?.complete,
    ),
    // Last, because what is measured after it would be measured in a broken file.
    await figure("a letter at the start of a line", halfType, isLong ? "under 20 ms" : "under 10 ms"),
  ];
}

interface Opened {
  readonly workspace: Workspace;
  readonly context: () => FeatureContext;
  /** Runs all rules, a step at a time. */
  readonly settle: () => Iterable<void>;
}

function opened(texts: Readonly<Record<string, string>>, file: string): Opened {
  const disk = { ".dvc/config": "", "src/train.py": "import dvc.api\n", "data/raw": "", ...texts };
  const absolute = Object.entries(disk).map(([name, text]) => [`${root}/${name}`, text]);
  const workspace = createWorkspace(cacheFiles(memoryFiles(Object.fromEntries(absolute))));
  workspace.setText(`${root}/${file}`, texts[file] ?? "");
  const context = (): FeatureContext => ({
    ...workspace.locate(`${root}/${file}`),
    uriOf: (name) => `file://${root}/${name}`,
  });
  return { workspace, context, settle: () => context().snapshot.findProblems() };
}

/** What a pull of diagnostics is answered with. */
function quickly(context: FeatureContext): void {
  diagnose(context, context.snapshot.quickProblems().problems);
}

async function diagnoseFresh(text: string): Promise<void> {
  quickly(opened({ "dvc.yaml": text }, "dvc.yaml").context());
}

/** How many milliseconds each step of looking for problems takes; requests wait for one of them at most. */
function stepsOf(settle: () => Iterable<void>): readonly number[] {
  const steps: number[] = [];
  let last = performance.now();
  for (const _ of settle()) {
    steps.push(performance.now() - last);
    last = performance.now();
  }
  return steps;
}

async function milliseconds(times: number, action: (round: number) => Promise<unknown>): Promise<number> {
  return (await seconds(times, action)) * 1000;
}

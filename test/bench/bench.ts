/** One figure of a bench, and what others take for the same. */
export interface Figure {
  /** What was done, with its size. */
  readonly what: string;
  readonly ours: number;
  readonly unit: "s" | "ms" | "MB";
  /** What there is to reach: `at most 0.3 s`. */
  readonly goal?: string;
  readonly peers?: readonly Peer[];
}

/** Another program, or the least that any program must do, at the same work. */
export interface Peer {
  readonly name: string;
  readonly value: number;
}

/** One thing that should be fast. */
export interface Bench {
  /** How `npm run bench NAME` calls it. */
  readonly name: string;
  readonly run: (lab: Lab) => Promise<readonly Figure[]>;
}

/** What a bench works with. Folders are on one disk, and go away at the end. */
export interface Lab {
  /** A new empty folder. */
  readonly folder: () => Promise<string>;
  /** Runs our command line to its end; throws what it printed when its exit code is not 0. */
  readonly trainyard: (cwd: string, ...args: readonly string[]) => Promise<void>;
  /** The same with the real `dvc`; undefined where there is none. */
  readonly dvc: ((cwd: string, ...args: readonly string[]) => Promise<void>) | undefined;
  /** Waits until everything is on the disk that was written: what is measured next would wait for it otherwise. */
  readonly settle: () => Promise<void>;
  /** Runs any other program likewise, and gives what it printed. */
  readonly program: (cwd: string, program: string, ...args: readonly string[]) => Promise<string>;
  /** Our memory probe, for Node to run; see `memory-probe.ts`. */
  readonly memoryProbe: string;
  /** What a language server holds; see `server-memory-probe.ts`. */
  readonly serverMemoryProbe: string;
  /** The folder of Red Hat's YAML language server; undefined where it cannot be had. */
  readonly yamlServer: string | undefined;
}

/** Seconds that an action takes: the median of several times. */
export async function seconds(times: number, action: (round: number) => Promise<unknown>): Promise<number> {
  const taken: number[] = [];
  for (let round = 0; round < times; round += 1) {
    const start = performance.now();
    await action(round);
    taken.push((performance.now() - start) / 1000);
  }
  return taken.toSorted((a, b) => a - b)[Math.floor(taken.length / 2)] ?? 0;
}

/** The same of a peer; none where the peer is not there. */
export async function peer(
  name: string,
  times: number,
  action: ((round: number) => Promise<unknown>) | undefined,
): Promise<Peer[]> {
  return action === undefined ? [] : [{ name, value: await seconds(times, action) }];
}

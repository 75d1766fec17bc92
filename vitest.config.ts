import { fileURLToPath } from "node:url";
import { defineConfig, type UserWorkspaceConfig } from "vitest/config";

type ProjectOptions = NonNullable<UserWorkspaceConfig["test"]>;

/** DVC's settings of whoever runs the tests must not count: these folders are not there. */
const noSettings = (whose: string): string =>
  fileURLToPath(new URL(`out/no-settings/${whose}`, import.meta.url));
const env = { DVC_GLOBAL_CONFIG_DIR: noSettings("user"), DVC_SYSTEM_CONFIG_DIR: noSettings("system") };

/** What is waited for is another process, which may have to wait for its turn. */
const patient: ProjectOptions = { expect: { poll: { timeout: 20_000 } } };

/** One project a tier; the editor tier runs in a real VS Code and is not Vitest's. */
const tier = (name: string, testTimeout: number, more: ProjectOptions = {}) => ({
  test: {
    name,
    include: [`test/${name}/**/*.test.ts`],
    testTimeout,
    hookTimeout: testTimeout,
    env,
    ...patient,
    ...more,
  },
});

/**
 * These tests wait for Git and other processes most of the time, so more of them run at once than there are cores. Tiers
 * with another number of workers are a group of their own. No module of ours has a state, so that the files that one
 * worker runs can share them: loading them for each file would take a third of the time.
 */
const busy: ProjectOptions = {
  maxWorkers: 4,
  isolate: false,
  sequence: { groupOrder: 2 },
};

/** Tests of random inputs, which the interop tier runs again with ten times as many. */
const fuzz = [
  "test/server/fuzz.test.ts",
  "test/server/incremental.test.ts",
  "test/unit/pipeline/problems-fuzz.test.ts",
  "test/unit/pipeline/pieces.test.ts",
];

export default defineConfig({
  test: {
    projects: [
      tier("unit", 20_000, busy),
      tier("server", 20_000, busy),
      tier("engine", 20_000, busy),
      tier("webview", 60_000),
      tier("editor", 120_000),
      tier("interop", 180_000, {
        include: ["test/interop/**/*.test.ts", ...fuzz],
        env: { ...env, TRAINYARD_FUZZ: "10" },
        globalSetup: "test/support/interop-setup.ts",
        maxWorkers: 3,
        sequence: { groupOrder: 1 },
      }),
      tier("lab", 180_000, {
        globalSetup: "test/support/interop-setup.ts",
        maxWorkers: 1,
        sequence: { groupOrder: 3 },
      }),
    ],
  },
});

import { defineConfig, type UserWorkspaceConfig } from "vitest/config";

type ProjectOptions = NonNullable<UserWorkspaceConfig["test"]>;

/** One project a tier; the editor tier runs in a real VS Code and is not Vitest's. */
const tier = (name: string, testTimeout: number, more: ProjectOptions = {}) => ({
  test: { name, include: [`test/${name}/**/*.test.ts`], testTimeout, hookTimeout: testTimeout, ...more },
});

export default defineConfig({
  test: {
    projects: [
      tier("unit", 20_000),
      tier("server", 20_000),
      tier("webview", 60_000),
      tier("editor", 120_000),
      // Its tests wait for other processes most of the time. A tier with another number of workers is a group of its own.
      tier("interop", 180_000, {
        globalSetup: "test/support/interop-setup.ts",
        maxWorkers: 3,
        sequence: { groupOrder: 1 },
      }),
    ],
  },
});

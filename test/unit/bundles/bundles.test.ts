import { fileURLToPath } from "node:url";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { budgets, build } from "../../../scripts/build.mjs";
import { makeTempFolder } from "../../support/temp-folder.ts";

/** What people wait for: a bundle that grew over its budget is noticed in the commit that made it grow. */
const root = fileURLToPath(new URL("../../..", import.meta.url));

let outdir: string;
let remove: () => Promise<void>;
let sizes: Readonly<Record<string, number>>;

beforeAll(async () => {
  const { folder, remove: removeFolder } = await makeTempFolder();
  remove = removeFolder;
  outdir = path.relative(root, folder).replaceAll("\\", "/");
  const built = await build({ outdir });
  const prefix = `${outdir}/`;
  sizes = Object.fromEntries(Object.entries(built).map(([file, bytes]) => [file.replace(prefix, ""), bytes]));
});

afterAll(() => remove());

describe("bytes that a program loads at its start", () => {
  test.each(Object.entries(budgets))("%s stays within %d", (file, budget) => {
    expect(sizes[file]).toBeGreaterThan(0);
    expect(sizes[file]).toBeLessThanOrEqual(budget);
  });
});

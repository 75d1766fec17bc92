import { describe, expect, test } from "vitest";
import type { Output } from "../../../src/cli/output.ts";
import { formatBytes, progressText, showProgress } from "../../../src/cli/progress-line.ts";

describe("how far work has come", () => {
  test.each([
    [
      { phase: "Hashing", done: 1200, total: 5000, unit: "files" as const },
      0,
      "Hashing: 1,200 of 5,000 files, 24%",
    ],
    [
      { phase: "Hashing", done: 1200, total: 5000, unit: "files" as const },
      3000,
      "Hashing: 1,200 of 5,000 files, 24%, 9.5 s left",
    ],
    [{ phase: "Looking", done: 7, unit: "files" as const }, 9000, "Looking: 7 files"],
    [
      { phase: "Uploading", done: 1536 * 1024, total: 3 * 1024 * 1024, unit: "bytes" as const },
      0,
      "Uploading: 1.5 MiB of 3.0 MiB, 50%",
    ],
    [{ phase: "Linking", done: 5, total: 5, unit: "files" as const }, 5000, "Linking: 5 of 5 files, 100%"],
  ])("%j after %d ms", (progress, elapsed, text) => {
    expect(progressText(progress, elapsed)).toBe(text);
  });

  test("bytes have the unit that people would choose", () => {
    expect([0, 1023, 1024, 5_000_000, 2 ** 40].map(formatBytes)).toEqual([
      "0 B",
      "1023 B",
      "1.0 KiB",
      "4.8 MiB",
      "1.0 TiB",
    ]);
  });

  test("a terminal gets at most ten updates a second", () => {
    const { output, drawn } = recorder(true);
    let time = 0;
    const line = showProgress(output, () => time);
    for (; time < 1000; time += 5) line.onProgress({ phase: "Hashing", done: time, unit: "files" });
    line.clear();
    expect(drawn).toHaveLength(11);
    expect(drawn.at(-1)).toBe("");
  });

  test("a log gets a line every ten seconds, and none about what is over at once", () => {
    const { output, notes } = recorder(false);
    let time = 0;
    const line = showProgress(output, () => time);
    for (; time < 25_000; time += 100) {
      line.onProgress({ phase: "Hashing", done: time / 100, total: 250, unit: "files" });
    }
    line.onProgress({ phase: "Linking", done: 1, total: 2, unit: "files" });
    expect(notes).toEqual([
      "Hashing: 100 of 250 files, 40%, 15 s left",
      "Hashing: 200 of 250 files, 80%, 5.0 s left",
    ]);
  });
});

function recorder(live: boolean): { output: Output; drawn: string[]; notes: string[] } {
  const drawn: string[] = [];
  const notes: string[] = [];
  const output: Output = {
    json: false,
    quiet: false,
    verbose: false,
    paint: (_style, text) => text,
    line: () => undefined,
    done: () => undefined,
    document: () => undefined,
    note: (text) => notes.push(text),
    error: () => undefined,
    progress: (lines) => drawn.push(lines.join("\n")),
    live,
    width: 80,
  };
  return { output, drawn, notes };
}

import { expect, test } from "vitest";

import { createLogText } from "../../../src/editor/panels/log-text.ts";

function shown(pieces: readonly string[], limit?: number): string {
  const log = createLogText(limit);
  for (const piece of pieces) log.append(piece);
  return log.text();
}

test("colours and titles are dropped", () => {
  expect(shown(["\u001b[1;32mok\u001b[0m \u001b]0;title\u0007done\n"])).toBe("ok done\n");
});

test("of a progress bar the last version is kept", () => {
  expect(shown(["10%\r50%\r100%\nnext\r\n"])).toBe("100%\nnext\n");
  expect(shown(["10%\r", "50%"])).toBe("50%");
  expect(shown(["10%\r"])).toBe("10%");
});

test("any cut into pieces gives the same text", () => {
  const text = "\u001b[31mepoch 1\u001b[0m\n 5%\r 10%\r\nlast line\r";
  const whole = shown([text]);
  for (let cut = 0; cut <= text.length; cut++) {
    expect(shown([text.slice(0, cut), text.slice(cut)])).toBe(whole);
  }
});

test("beyond the limit the beginning is dropped at a line, and it says so", () => {
  const lines = Array.from({ length: 100 }, (_, index) => `line ${index}\n`);
  const text = shown(lines, 50);
  expect(text).toMatch(/^\(the beginning of this log is not shown\)\nline \d+\n/);
  expect(text.endsWith("line 99\n")).toBe(true);
  expect(text.length).toBeLessThan(120);
});

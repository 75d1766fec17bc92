import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { TextDocument } from "vscode-languageserver-textdocument";
import { holdHalfTyped } from "../../server/src/connection/half-typed.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** The seconds after which something new on the last line of a text is shown, the line having just been typed. */
function waitFor(text: string): number | undefined {
  const document = TextDocument.create("file:///dvc.yaml", "yaml", 1, text);
  const line = document.lineCount - 1;
  const range = { start: { line, character: 0 }, end: { line, character: 1 } };
  let seconds: number | undefined;
  const halfTyped = holdHalfTyped(() => {
    const shown = halfTyped.settle(document, [problem], typed);
    if (shown.length > 0) seconds = (performance.now() - typed.at) / 1000;
  });
  const problem = { code: "x", message: "", range };
  halfTyped.settle(document, [], undefined);
  const typed = { line, isFresh: false, at: performance.now() };
  expect(halfTyped.settle(document, [problem], typed)).toEqual([]);
  vi.advanceTimersByTime(60_000);
  return seconds;
}

test("what is new on a typed line waits for a second of rest", () => {
  expect(waitFor("stages:\n  a:\n    cm")).toBe(1);
  expect(waitFor("deps:\n  - a-")).toBe(1);
});

test("and for longer where a list of what may follow is open", () => {
  expect(waitFor("deps:\n  - ")).toBe(5);
  expect(waitFor("deps:\n-")).toBe(5);
  expect(waitFor("stages:\n  a:\n    wdir: ")).toBe(5);
});

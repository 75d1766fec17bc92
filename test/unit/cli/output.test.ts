import { expect, test } from "vitest";
import { withoutControls } from "../../../src/cli/output.ts";

test.each([
  ["a\u001b[2Jb", "a\\x1b[2Jb"],
  ["\u001b]52;c;aGVsbG8=\u0007", "\\x1b]52;c;aGVsbG8=\\x07"],
  ["a\rb\u009bc\u007f", "a\\x0db\\x9bc\\x7f"],
  ["\u001b[1mbold\u001b[0m\ttab\nline é 数", "\u001b[1mbold\u001b[0m\ttab\nline é 数"],
])("of %j only colours, tabs and lines reach a terminal", (text, shown) => {
  expect(withoutControls(text)).toBe(shown);
});

import { describe, expect, test } from "vitest";
import type { SelectionRange } from "vscode-languageserver-types";
import { formatDocument } from "../../server/src/features/formatting.ts";
import { listFoldingRanges } from "../../server/src/features/folding.ts";
import { listLinks } from "../../server/src/features/links.ts";
import type { FeatureContext } from "../../server/src/features/lsp.ts";
import { selectionAt } from "../../server/src/features/selection-ranges.ts";
import { listSemanticTokens, tokenLegend } from "../../server/src/features/semantic-tokens.ts";
import { contextAt, textIn } from "../support/feature-context.ts";

/** Tokens as `text type modifiers`. */
function tokens(context: FeatureContext, within?: { start: number; end: number }): string[] {
  const { data } = listSemanticTokens(context, within);
  const lines = (context.snapshot.read(context.path) ?? "").split(/\r?\n/);
  let [line, character] = [0, 0];
  const found: string[] = [];
  for (let at = 0; at < data.length; at += 5) {
    const [down = 0, right = 0, length = 0, type = 0, modifiers = 0] = data.slice(at, at + 5);
    character = down === 0 ? character + right : right;
    line += down;
    const words = tokenLegend.tokenModifiers.filter((_, bit) => (modifiers & (1 << bit)) !== 0);
    const text = (lines[line] ?? "").slice(character, character + length);
    found.push([text, tokenLegend.tokenTypes[type], ...words].join(" "));
  }
  return found;
}

describe("semantic tokens", () => {
  const text =
    "stages:\r\n  t:\r\n    matrix: {m: [1]}\r\n    cmd: '日本🎈 ${a.b} ${item.m}'\r\n    params: [a.b]\r\n";

  test("are names by what they name", () => {
    const { context } = contextAt({ "dvc.yaml": text, "params.yaml": "a:\n  b: 1\n" });
    expect(tokens(context)).toEqual([
      "t function declaration",
      "matrix variable declaration readonly",
      "m variable declaration readonly",
      "a parameter readonly",
      "b parameter readonly",
      "item variable readonly",
      "m variable readonly",
      "a parameter readonly",
      "b parameter readonly",
    ]);
  });

  test("of a part are those in it", () => {
    const { context } = contextAt({ "dvc.yaml": text, "params.yaml": "a:\n  b: 1\n" });
    const start = text.indexOf("params");
    expect(tokens(context, { start, end: text.length })).toEqual([
      "a parameter readonly",
      "b parameter readonly",
    ]);
  });
});

test("links lead to files, not to folders or what is not there", () => {
  const { context } = contextAt({
    "dvc.yaml":
      "stages:\n  a:\n    cmd: python src/t.py x\n    wdir: w\n    deps: [../src/t.py, ../src, gone.csv]\n    params: [{c.json: }]\n",
    "src/t.py": "",
    "w/c.json": "{}",
    "w/src/t.py": "",
  });
  expect(listLinks(context).map(({ range, target }) => [textIn(context, "dvc.yaml", range), target])).toEqual(
    [
      ["../src/t.py", "file:///repository/src/t.py"],
      ["c.json", "file:///repository/w/c.json"],
    ],
  );
});

describe("folding", () => {
  const foldings = (text: string): string[] =>
    listFoldingRanges(contextAt({ "dvc.yaml": text }).context).map(
      ({ startLine, endLine, kind }) =>
        `${startLine + 1}-${endLine + 1}${kind === undefined ? "" : ` ${kind}`}`,
    );

  test("goes from a key to the last line of its value", () => {
    const text =
      "# one\n# two\nstages:\n  a:\n    cmd: |\n      x\n      y\n\n    outs:\n    - m:\n        cache: false\n\n  b:\n    cmd: t\n";
    expect(foldings(text)).toEqual(["1-2 comment", "3-14", "4-11", "5-7", "9-11", "10-11", "13-14"]);
  });

  test.each(["", "stages:", "\r\n\r\n", "- - a"])("of %j is nothing", (text) => {
    expect(foldings(text)).toEqual([]);
  });
});

test("a selection grows from a name to the file", () => {
  const { context, offset } = contextAt({
    "dvc.yaml": 'stages:\n  a:\n    cmd: "x ${b|c.d}"\n    deps: [q]\n',
  });
  const texts: string[] = [];
  for (let at: SelectionRange | undefined = selectionAt(context, offset); at; at = at.parent)
    texts.push(textIn(context, "dvc.yaml", at.range).replace(/\n[^]*/, "…"));
  expect(texts).toEqual([
    "bc",
    "bc.d",
    "${bc.d}",
    "x ${bc.d}",
    '"x ${bc.d}"',
    'cmd: "x ${bc.d}"',
    'cmd: "x ${bc.d}"…',
    "a:…",
    "stages:…",
    "stages:…",
  ]);
});

describe("formatting", () => {
  const text = "stages:\n    a:\n        cmd: x  \n    b:\n        cmd: y  \n";
  const lines = (edits: ReturnType<typeof formatDocument>) => edits.map(({ range }) => range.start.line + 1);

  test("edits blanks of the whole file", () => {
    const { context } = contextAt({ "dvc.yaml": text });
    expect(lines(formatDocument(context))).toEqual([2, 3, 3, 4, 5, 5]);
  });

  test("of a part edits only there, and nothing where that would change what it says", () => {
    const { context } = contextAt({ "dvc.yaml": text });
    const whole = { start: 0, end: text.length };
    expect(lines(formatDocument(context, [whole]))).toEqual([2, 3, 3, 4, 5, 5]);
    const [third] = [text.indexOf("x  ") + 1];
    expect(lines(formatDocument(context, [{ start: third, end: third + 1 }]))).toEqual([3]);
    expect(formatDocument(context, [{ start: 8, end: 12 }])).toEqual([]);
  });

  test("leaves files that DVC writes alone, and ends others with a line break", () => {
    const lock = contextAt({ "dvc.yaml": "", "dvc.lock": "stages:\n    a: {}\n" }, "dvc.lock");
    expect(formatDocument(lock.context)).toEqual([]);
    const end = contextAt({ "dvc.yaml": "a: 1\r\nb: 2" });
    expect(formatDocument(end.context)).toMatchObject([{ newText: "\r\n" }]);
  });
});

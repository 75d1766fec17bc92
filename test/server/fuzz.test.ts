import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import {
  listIncoming,
  listOutgoing,
  prepareCallHierarchy,
} from "../../server/src/features/call-hierarchy.ts";
import { listCodeLenses } from "../../server/src/features/code-lenses.ts";
import { complete } from "../../server/src/features/completion.ts";
import { findDefinition } from "../../server/src/features/definition.ts";
import { diagnose } from "../../server/src/features/diagnostics.ts";
import { listFoldingRanges } from "../../server/src/features/folding.ts";
import { formatDocument } from "../../server/src/features/formatting.ts";
import { listHighlights } from "../../server/src/features/highlights.ts";
import { hover } from "../../server/src/features/hover.ts";
import { listInlayHints } from "../../server/src/features/inlay-hints.ts";
import { listLinks } from "../../server/src/features/links.ts";
import type { FeatureContext } from "../../server/src/features/lsp.ts";
import { fixAll, listRefactorings } from "../../server/src/features/refactorings.ts";
import { findReferences } from "../../server/src/features/references.ts";
import { prepareRename, renameAt } from "../../server/src/features/rename.ts";
import { selectionAt } from "../../server/src/features/selection-ranges.ts";
import { listSemanticTokens } from "../../server/src/features/semantic-tokens.ts";
import { listSymbols } from "../../server/src/features/symbols.ts";
import { findSymbols } from "../../server/src/features/workspace-symbols.ts";
import { contextAt } from "../support/feature-context.ts";
import { fuzzRounds } from "../support/fuzz-rounds.ts";
import { createRandom, type Random } from "../support/random.ts";

type Files = Readonly<Record<string, string>>;

const corpus = path.resolve(import.meta.dirname, "../../../shared/corpus");
const rounds = fuzzRounds(25);

const edits = { annotations: true, renamesFiles: true };

/** A small repository with something of everything, for where the corpus is not at hand. */
const sample: Files = {
  "dvc.yaml":
    "vars:\n- v: {a: [1, 2]}\nstages:\n  é🎈:\n    foreach: ${v.a}\n    do:\n      wdir: w\n      cmd: |\n        python t.py ${item}\n        x ${v.a[0]}\n      deps: [../d.csv, 't.py']\n      params:\n      - lr\n      - c.toml: [a.b]\n      outs:\n      - o-${item}:\n          cache: false\n  m:\n    matrix: {x: [a, b], y: [1]}\n    cmd: echo ${item.x}-${key}\n    plots: [{p.csv: {x: s, template: linear}}]\nplots:\n- q:\n    y: {p.csv: [s]}\nartifacts:\n  best: {path: w/o-1}\n",
  "dvc.lock":
    "schema: '2.0'\nstages:\n  é🎈@1:\n    cmd: x\n    deps:\n    - path: ../d.csv\n      md5: 0123456789abcdef0123456789abcdef\n      size: 1\n    params:\n      params.yaml:\n        lr: 1\n",
  "params.yaml": "lr: 0.1\nt: &t\n  a: 1\nu:\n  <<: *t\n",
  "w/c.toml": "[a]\nb = 1\n",
  "d.csv.dvc": "outs:\n- md5: 0123456789abcdef0123456789abcdef\n  path: d.csv\n",
  "p.csv": "s,t\n1,2\n",
};

/** Each repository of the corpus with its small files, as texts by path. */
function repositories(): Files[] {
  if (!existsSync(corpus)) return [];
  const folders = readdirSync(corpus, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders.map(({ name }) => {
    const root = path.join(corpus, name);
    const files = readdirSync(root, { recursive: true, encoding: "utf8" })
      .filter(
        (file) =>
          /\w\.(?:ya?ml|lock|json|toml|py|dvc)$/.test(file) && statSync(path.join(root, file)).isFile(),
      )
      .map((file) => [file, readFileSync(path.join(root, file), "utf8")] as const)
      .filter(([, text]) => text.length < 20_000);
    return Object.fromEntries(files.slice(0, 12));
  });
}

/** Every range in an answer, wherever it is. */
function* rangesIn(value: unknown): Generator<{ readonly start: Place; readonly end: Place }> {
  if (typeof value !== "object" || value === null) return;
  if (isRange(value)) yield value;
  for (const inner of Object.values(value)) yield* rangesIn(inner);
}

interface Place {
  readonly line: number;
  readonly character: number;
}

function isRange(value: object): value is { start: Place; end: Place } {
  const { start, end } = value as { start?: unknown; end?: unknown };
  return [start, end].every((place) => typeof place === "object" && place !== null && "line" in place);
}

/** Asks everything of one document at one place, and checks every range that comes back about it. */
function askEverything(context: FeatureContext, near: number): void {
  const lines = context.snapshot.lines(context.path);
  // No client can point between the two halves of a line break.
  const offset = lines.offset(lines.position(near));
  const text = context.snapshot.read(context.path) ?? "";
  const whole = { start: 0, end: text.length };
  const [item] = prepareCallHierarchy(context, offset);
  const here = [
    complete(context, offset, { snippets: true }),
    hover(context, offset),
    listHighlights(context, offset),
    prepareRename(context, offset),
    selectionAt(context, offset),
    listSymbols(context),
    listCodeLenses(context).map(({ range }) => range),
    listInlayHints(context, whole).map(({ position }) => ({ start: position, end: position })),
    listFoldingRanges(context).map(({ startLine, endLine }) => ({
      start: { line: startLine, character: 0 },
      end: { line: endLine, character: 0 },
    })),
    listLinks(context),
    formatDocument(context, [{ start: offset, end: Math.min(offset + 50, text.length) }]),
    diagnose(context).map(({ range }) => range),
  ];
  const lengths = text.split(/\r\n|\n|\r/).map((line) => line.length);
  for (const { start, end } of rangesIn(here)) {
    const isInside = [start, end].every(({ line, character }) => character <= (lengths[line] ?? -1));
    const isOrdered = start.line < end.line || (start.line === end.line && start.character <= end.character);
    if (!isInside || !isOrdered) expect.fail(`${JSON.stringify({ start, end })} is no range of:\n${text}`);
  }
  checkTokens(context, lengths);
  // What follows may be about other files, too.
  findDefinition(context, offset);
  findReferences(context, offset, true);
  renameAt(context, offset, "renamed", edits);
  findSymbols(context, "a");
  fixAll(context);
  listRefactorings(context, { start: offset, end: Math.min(offset + (near % 3), text.length) });
  if (item !== undefined) {
    listIncoming(context, item);
    listOutgoing(context, item);
  }
}

function checkTokens(context: FeatureContext, lengths: readonly number[]): void {
  const { data } = listSemanticTokens(context);
  let [line, character] = [0, 0];
  for (let at = 0; at < data.length; at += 5) {
    const [down = 0, right = 0, length = 0] = data.slice(at, at + 3);
    character = down === 0 ? character + right : right;
    line += down;
    expect(down).toBeGreaterThanOrEqual(0);
    expect(character + length).toBeLessThanOrEqual(lengths[line] ?? -1);
  }
}

const inserted = [
  "\n",
  "\r\n",
  "\t",
  "${",
  "}",
  "'",
  '"',
  ": ",
  "- ",
  "[",
  "{",
  "&a ",
  "*a",
  "|\n",
  "é🎈",
  "<<: *t",
  "#",
  "@",
  "\u0000",
];

/** A text that somebody is in the middle of typing: cut off, with something put in or taken out. */
function damage(text: string, random: Random): string {
  const at = random.below(text.length + 1);
  const piece = random.pick(inserted);
  switch (random.below(4)) {
    case 0:
      return text.slice(0, at);
    case 1:
      return text.slice(0, at) + piece + text.slice(at);
    case 2:
      return text.slice(0, at) + text.slice(at + 1 + random.below(20));
    default:
      return text.replaceAll("\n", "\r\n").slice(0, at) + piece;
  }
}

describe("no text makes a feature fall over or point outside of it", () => {
  const all = [sample, ...repositories().filter((files) => Object.keys(files).length > 0)];

  test("in files as they are and as they are typed", { timeout: 30_000 + rounds * 100 }, () => {
    const random = createRandom(20_261_121);
    for (let round = 0; round < rounds; round += 1) {
      const files = all[round % all.length] ?? sample;
      const names = Object.keys(files);
      const file = random.pick(names);
      const text = round < all.length ? (files[file] ?? "") : damage(files[file] ?? "", random);
      const { context } = contextAt({ ...files, [file]: text.replaceAll("|", "¦") }, file);
      askEverything(context, random.below(text.length + 1));
    }
  });

  test.each([
    "",
    "\n",
    "\r\n",
    "stages:",
    "stages:\n",
    "stages:\n  ",
    "stages:\n  a:\n    cmd: ${",
    "\uFEFFa: 1",
  ])("in %j, at every place of it", (text) => {
    const { context } = contextAt({ "dvc.yaml": text });
    for (let offset = 0; offset <= text.length; offset += 1) askEverything(context, offset);
  });
});

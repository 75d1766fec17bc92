import { describe, expect, it } from "vitest";
import { scriptOf } from "#core/pipeline/command/script-of";
import { readShellLine } from "#core/pipeline/command/shell-words";

/** The words of each command, with what ends it; `?` after a word that only the shell knows. */
function words(line: string): string[] {
  return readShellLine(line).map((command) => {
    const shown = [...command.assignments, ...command.words].map(
      ({ text, isLiteral }) => `[${text}]${isLiteral ? "" : "?"}`,
    );
    const reads = command.reads.map(({ text }) => `<[${text}]`);
    const writes = command.writes.map(({ text }) => `>[${text}]`);
    return [...shown, ...reads, ...writes, command.operator].join("");
  });
}

describe("readShellLine", () => {
  it.each<[string, readonly string[]]>([
    ["python train.py --lr 0.1", ["[python][train.py][--lr][0.1]"]],
    ["a && b || c; d | e &", ["[a]&&", "[b]||", "[c];", "[d]|", "[e]&"]],
    ["(cd src && make)", ["[cd][src]&&", "[make])"]],
    [`echo 'a b' "c d" e\\ f "g'h"`, ["[echo][a b][c d][e f][g'h]"]],
    [`a"b c"'d e'f`, ["[ab cd ef]"]],
    ["A=1 B='x y' run C=2", ["[A=1][B=x y][run][C=2]"]],
    ["cat < in.txt > out.txt 2>> log 2>&1", ["[cat]<[in.txt]>[out.txt]>[log]"]],
    [
      "echo $HOME ${x} *.csv ~/a $(ls -l (x)) `pwd`",
      ["[echo][$HOME]?[${x}]?[*.csv]?[~/a]?[$(ls -l (x))]?[`pwd`]?"],
    ],
    ["echo a # b\necho c#d", ["[echo][a]\n", "[echo][c#d]"]],
    ["python a.py \\\n  --x 1", ["[python][a.py][--x][1]"]],
    [`echo "never closed`, ["[echo][never closed]"]],
    ["> only.txt", [">[only.txt]"]],
    [" ;; && ", []],
    ["", []],
  ])("splits %j", (line, expected) => {
    expect(words(line)).toEqual(expected);
  });

  it("gives the place of every word, quotes included", () => {
    const line = `run 'a b'  x="1"`;
    const places = readShellLine(line).flatMap((command) => command.words);
    expect(places.map(({ start, end }) => line.slice(start, end))).toEqual(["run", "'a b'", `x="1"`]);
  });

  it("takes any text", () => {
    for (const line of ["'", '"', "\\", "$", "${", "$(", "`", "<", ">>", "a>", "&&&", "((", "2>", "#"]) {
      expect(() => readShellLine(line)).not.toThrow();
    }
  });
});

describe("scriptOf", () => {
  it.each([
    ["python train.py x.py", "file train.py"],
    ["python3.11 -u -W ignore src/train.py", "file src/train.py"],
    ["/usr/bin/python -m src.train", "module src.train"],
    ["python -c 'x' a.py", undefined],
    ["python -", undefined],
    ["python $SCRIPT", undefined],
    ["poetry run python a.py", "file a.py"],
    ["uv run --with x python a.py", undefined],
    ["./run.sh", "file ./run.sh"],
    ["bash -c 'x'", undefined],
    ["Rscript a.R", "file a.R"],
    ["make all", undefined],
    ["dvc pull", undefined],
  ])("of %s is %s", (line, expected) => {
    const found = scriptOf(readShellLine(line)[0]?.words ?? []);
    expect(found && `${found.kind} ${found.word.text}`).toBe(expected);
  });
});

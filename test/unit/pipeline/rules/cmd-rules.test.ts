import { describe, expect, it } from "vitest";
import type { CheckWorld } from "#core/pipeline/check";
import { fixed, problemsWith, told } from "../../../support/told-problems.ts";

type World = Partial<CheckWorld>;

/** What the rules on commands say of one stage; `more` are lines of it, and files stand around it. */
function toldOf(
  cmd: string,
  more = "",
  files: Readonly<Record<string, string>> = {},
  world: World = {},
): string {
  const all = { ...files, "dvc.yaml": stage(cmd, more) };
  return told(all, problemsWith("cmd/", all, world));
}

const stage = (cmd: string, more = ""): string => `stages:\n  s:\n    cmd: ${cmd}\n${more}`;
const outs = "    outs:\n      - model.pkl\n";

function repair(cmd: string, more: string, files: Readonly<Record<string, string>> = {}): unknown {
  const all = { ...files, "dvc.yaml": stage(cmd, more) };
  return fixed(all, problemsWith("cmd/", all));
}

describe("scripts", () => {
  it("cmd/script-not-in-deps adds the section after the command", () => {
    const files = { "src/train.py": "" };
    expect(toldOf("python src/train.py", outs, files)).toBe(`\
warning cmd/script-not-in-deps dvc.yaml:3 [src/train.py] The command runs 'src/train.py', which is not a dependency: changing it does not run 's' again.
  fix Add 'src/train.py' as a dependency of 's'`);
    expect(repair("python src/train.py", outs, files)).toEqual({
      title: "Add 'src/train.py' as a dependency of 's'",
      text: stage("python src/train.py", `    deps:\n      - src/train.py\n${outs}`),
    });
  });

  it.each([
    ["    deps:\n    - a.csv\n", "    deps:\n    - a.csv\n    - train.py\n"],
    ["    deps: [a.csv]\n", "    deps: [a.csv, train.py]\n"],
    ["    deps:\n      - a.csv", "    deps:\n      - a.csv\n      - train.py\n"],
  ])("cmd/script-not-in-deps adds to %j", (before, after) => {
    expect(repair("python train.py", before, { "train.py": "", "a.csv": "" })).toEqual({
      title: "Add 'train.py' as a dependency of 's'",
      text: stage("python train.py", after),
    });
  });

  it("cmd/script-not-in-deps is relative to wdir, and follows cd and modules", () => {
    const files = { "sub/train.py": "", "sub/deep/x.py": "", "sub/pkg/main.py": "" };
    const more = `    wdir: sub\n${outs}`;
    expect(repair("python train.py", more, files)).toMatchObject({
      title: "Add 'train.py' as a dependency of 's'",
    });
    expect(repair("cd deep && python x.py", more, files)).toMatchObject({
      title: "Add 'deep/x.py' as a dependency of 's'",
    });
    expect(repair("python -m pkg.main", more, files)).toMatchObject({
      title: "Add 'pkg/main.py' as a dependency of 's'",
    });
  });

  it.each([
    ["python train.py", "    deps: [train.py]\n"],
    ["python src/train.py", "    deps: [src]\n"],
    ["python train.py", "    always_changed: true\n    outs: [x]\n"],
    ["python train.py", ""],
    ["python $DIR/train.py", outs],
    ["python -m pytest", outs],
    ["cd $DIR && python train.py", outs],
    ["python ../train.py", outs],
  ])("nothing is said of %s with %j", (cmd, more) => {
    expect(toldOf(cmd, more, { "train.py": "", "src/train.py": "" })).toBe("");
  });

  it("cmd/script-missing says what was meant", () => {
    expect(toldOf("python src/trian.py --x", outs, { "src/train.py": "" })).toBe(`\
warning cmd/script-missing dvc.yaml:3 [src/trian.py] The command runs 'src/trian.py', which does not exist. Did you mean 'src/train.py'?
  fix Change to 'src/train.py'`);
    expect(repair("python src/trian.py --x", outs, { "src/train.py": "" })).toEqual({
      title: "Change to 'src/train.py'",
      text: stage("python src/train.py --x", outs),
    });
  });

  it("cmd/script-missing is silent where a stage makes the script, or the dependency is told already", () => {
    expect(toldOf("python gen.py", "    deps: [gen.py]\n    outs: [x]\n")).toBe("");
    const made = `${outs}  make:\n    cmd: m\n    outs: [gen.py]\n`;
    expect(toldOf("python gen.py", made)).not.toContain("script-missing");
    expect(toldOf("python gen.py", outs, {}, { exists: () => undefined })).not.toContain("script-missing");
  });
});

describe("words that are no script", () => {
  it.each([
    "bash -euo pipefail run.sh",
    "bash -ec 'x y'",
    "perl -ne 'print' a.csv",
    "papermill -p alpha 0.1 run.ipynb out.ipynb --cwd notebooks",
    "julia --project=. --threads 4 run.jl",
    "node --max-old-space-size 4096 run.js",
  ])("%s", (cmd) => {
    const files = { "run.sh": "", "run.ipynb": "", "run.jl": "", "run.js": "", "a.csv": "" };
    const declared = "    deps: [run.sh, run.ipynb, run.jl, run.js, a.csv]\n    outs: [out.ipynb]\n";
    expect(toldOf(cmd, declared, files)).toBe("");
  });

  it("still finds the script behind options", () => {
    expect(toldOf("bash -euo pipefail run.sh", outs)).toContain("[run.sh]");
    expect(toldOf("papermill -p alpha 0.1 run.ipynb model.pkl", outs)).toContain("[run.ipynb]");
    expect(toldOf("python -um pkg.train", outs, { "pkg/train.py": "" })).toContain("[pkg.train]");
  });
});

describe("a stage with an error", () => {
  it("is not told what it lacks, because that may stand in the line with the error", () => {
    const files = { "train.py": "", "a.csv": "" };
    expect(toldOf("python train.py a.csv", `    deps [train.py, a.csv]\n${outs}`, files)).toBe("");
    expect(toldOf("python train.py a.csv", `    deps: [train.py, a.csv\n${outs}`, files)).toBe("");
  });

  it("leaves open whether it makes what others need", () => {
    const use = "  use:\n    cmd: u\n    deps: [made.csv]\n    outs: [y]\n";
    const all = { "dvc.yaml": stage("make", `    deps: [x]\n    outs [made.csv]\n${use}`), x: "" };
    expect(problemsWith("dvc/dep-missing", all, {})).toEqual([]);
  });
});

describe("paths that are not read", () => {
  it.each([
    "if [ -f a/b.txt ]; then train; fi",
    "rm -rf a && mkdir -p a && train",
    "test -e a/b.txt || train",
  ])("%s", (cmd) => {
    expect(toldOf(`"${cmd}"`, `    deps: [c]\n${outs}`, { "a/b.txt": "" })).toBe("");
  });

  it.each([
    "wget https://example.com -O a/tmp.zip && unzip -o a/tmp.zip && rm a/tmp.zip",
    "unzip -o a/tmp.zip",
    "grep -o a/b.txt c",
    "sbatch --output=logs/%j.log c",
  ])("%s", (cmd) => {
    expect(toldOf(cmd, `    deps: [c]\n${outs}`)).toBe("");
  });
});

describe("places", () => {
  it.each([
    ["python train.py", "train.py"],
    ["'python train.py'", "train.py"],
    ['"python -W \\"a\\" train.py"', "train.py"],
    ["|\n      mkdir x\n      python train.py\n", "train.py"],
    ["python\n      train.py --x", "train.py"],
    ["[mkdir x, python train.py]", "train.py"],
    ["python train.py --copy train.py", "train.py"],
  ])("of %j", (cmd, place) => {
    expect(toldOf(cmd, outs, { "train.py": "" })).toContain(`[${place}] The command runs 'train.py'`);
  });

  it("is the whole command where the word stands there twice, or comes from an expression", () => {
    const files = { "train.py": "", "params.yaml": "s: train.py\n" };
    expect(toldOf(">-\n      python train.py\n      train.py\n", outs, files)).toContain(
      "train.py\n] The command runs",
    );
    expect(toldOf("python ${s}", outs, files)).toContain("[python ${s}] The command runs");
  });
});

describe("files that a command gets", () => {
  it("cmd/input-not-in-deps", () => {
    expect(toldOf("run --data=data/a.csv conf.ini data --n 3", outs, { "data/a.csv": "", "conf.ini": "" }))
      .toBe(`\
information cmd/input-not-in-deps dvc.yaml:3 [data/a.csv] The command gets 'data/a.csv', which is not a dependency: changing it does not run 's' again.
  fix Add 'data/a.csv' as a dependency of 's'
information cmd/input-not-in-deps dvc.yaml:3 [conf.ini] The command gets 'conf.ini', which is not a dependency: changing it does not run 's' again.
  fix Add 'conf.ini' as a dependency of 's'`);
    expect(toldOf("run data/a.csv", "    deps: [data]\n", { "data/a.csv": "" })).toBe("");
    expect(toldOf("run http://x.org/a.csv a.csv", outs)).toBe("");
    expect(toldOf("run ../ ./ sub/..", `    wdir: sub\n${outs}`, { "sub/a.csv": "" })).toBe("");
  });

  it("cmd/output-not-declared", () => {
    expect(toldOf("run --out-dir results/x -o model.pkl > log.txt 2> /dev/null", outs)).toBe(`\
information cmd/output-not-declared dvc.yaml:3 [results/x] The command writes 'results/x', which is not an output of 's': DVC neither keeps nor restores it.
  fix Add 'results/x' as an output of 's'
information cmd/output-not-declared dvc.yaml:3 [log.txt] The command writes 'log.txt', which is not an output of 's': DVC neither keeps nor restores it.
  fix Add 'log.txt' as an output of 's'`);
    expect(repair("run > log.txt", outs)).toEqual({
      title: "Add 'log.txt' as an output of 's'",
      text: stage("run > log.txt", `${outs}      - log.txt\n`),
    });
  });

  it("cmd/dep-not-used needs all code of the stage", () => {
    const more = "    deps: [train.py, data/raw.csv]\n    outs: [x]\n";
    const files = { "train.py": "import os\nopen('other.csv')\n", "data/raw.csv": "" };
    expect(toldOf("python train.py", more, files)).toBe(`\
hint cmd/dep-not-used dvc.yaml:4 [data/raw.csv] Neither the command of 's' nor its code mentions 'data/raw.csv'.
  fix Remove dependency 'data/raw.csv' of 's'`);
    const silent: Readonly<Record<string, string>>[] = [
      { "train.py": "open('data/raw.csv')" },
      { "train.py": "import lib", "lib.py": "path = 'raw'" },
      { "train.py": "from . import lib", "lib.py": "path = 'data'" },
      { "train.py": "glob('*')" },
      { "train.py": "import lib", "lib/__init__.py": "x = 'raw.csv'" },
      { "train.py": "from lib.paths import inputs", "src/lib/paths.py": "x = 'raw.csv'" },
      { "train.py": "import sys\nsys.path.append('other')\nimport lib" },
    ];
    for (const each of silent) expect(toldOf("python train.py", more, { ...files, ...each })).toBe("");
    const environment = more.replace("data/raw.csv", "pyproject.toml");
    expect(toldOf("python train.py", environment, { ...files, "pyproject.toml": "" })).toBe("");
    expect(toldOf("make && python train.py", more, files)).toBe("");
  });
});

describe("secrets", () => {
  const token = `ghp_${"a1B2".repeat(9)}`;

  it("cmd/secret marks the token and does not repeat it", () => {
    const line = toldOf(`run --token ${token} --n 1`, outs);
    expect(line).toBe(
      `warning cmd/secret dvc.yaml:3 [${token}] This looks like a token of GitHub, and it goes to Git with dvc.yaml and dvc.lock: take it from the environment, and revoke it.`,
    );
    expect(toldOf("run postgres://me:hunter22@db/x", outs)).toContain(
      "[hunter22] This looks like a password",
    );
    expect(toldOf("run AKIAABCDEFGHIJKLMNOP", outs)).toContain("an access key of AWS");
  });

  it("cmd/env-secret", () => {
    expect(toldOf("WANDB_API_KEY=abcdef123456 run", outs)).toBe(
      "warning cmd/env-secret dvc.yaml:3 [WANDB_API_KEY=abcdef123456] The value of 'WANDB_API_KEY' goes to Git with dvc.yaml and dvc.lock: set it in the environment that runs the pipeline.",
    );
    for (const cmd of ["API_KEY=$KEY run", "TOKEN=xxxx run", "MAX_TOKENS=100000 run", "KEY=abcdefgh run"]) {
      expect(toldOf(cmd, outs)).toBe("");
    }
  });
});

describe("how a command is written", () => {
  it("cmd/empty", () => {
    expect(toldOf("''", outs)).toBe(
      "warning cmd/empty dvc.yaml:3 [''] 's' has an empty command, so nothing makes its outputs: write one, or remove the stage.",
    );
  });

  it("cmd/cd-instead-of-wdir", () => {
    expect(toldOf("cd src && make x", outs, { "src/x": "" })).toBe(
      "hint cmd/cd-instead-of-wdir dvc.yaml:3 [cd src] `wdir: src` says this without a shell; the paths of 's' are relative to it then.",
    );
    for (const cmd of [
      "cd src; make x",
      "cd src && make && cd .. && x",
      "cd $D && make",
      "cd ../x && make",
    ]) {
      expect(toldOf(cmd, outs, { "src/x": "" })).toBe("");
    }
  });

  it("cmd/cd-without-effect", () => {
    const message =
      "DVC runs each line in a shell of its own, so this 'cd' ends with its line: write 'wdir', or join the lines with '&&'.";
    for (const cmd of ["|\n      cd src\n      make x\n", "\n      - cd src\n      - make x\n"]) {
      expect(toldOf(cmd, outs)).toBe(`warning cmd/cd-without-effect dvc.yaml:4 [cd src] ${message}`);
    }
    expect(toldOf("|\n      cd src\n      python train.py\n", outs, { "src/train.py": "" })).not.toContain(
      "\n",
    );
    for (const cmd of [
      "|\n      cd src && make\n      make x\n",
      "|\n      make\n      cd src\n",
      "cd src",
    ]) {
      expect(toldOf(cmd, outs, { "src/x": "" })).not.toContain("cd-without-effect");
    }
  });

  it("cmd/line-continuation joins the lines", () => {
    const cmd = "|\n      run a \\\n        --x 1 \\\n        --y 2\n";
    expect(toldOf(cmd, outs)).toBe(`\
warning cmd/line-continuation dvc.yaml:4 [\\] DVC runs each line in a shell of its own, so '\\' joins nothing: write \`cmd: >-\` and leave the backslashes out.
  fix Write the command as one line with '>-'`);
    expect(repair(cmd, outs)).toEqual({
      title: "Write the command as one line with '>-'",
      text: stage(">-\n      run a\n      --x 1\n      --y 2\n", outs),
    });
    expect(toldOf("|\n      run a\n      run b\n", outs)).toBe("");
    expect(toldOf("|\n      run a \\\n      b\n      run c\n", outs)).not.toContain("fix");
  });

  it.each([
    ["plain text", "run a \\\n      --x 1 \\ \n      --y 2\n", "run a\n      --x 1\n      --y 2\n"],
    ["folded text", ">\n      run a \\\n      --x 1\n", ">\n      run a\n      --x 1\n"],
  ])(
    "cmd/line-continuation takes the backslashes out of %s, which is one line already",
    (_style, cmd, repaired) => {
      expect(toldOf(cmd, outs)).toContain(
        "[\\] YAML makes one line of these, and '\\' makes the blank behind it part of the next word: leave the backslashes out.",
      );
      expect(repair(cmd, outs)).toEqual({ title: "Leave the backslashes out", text: stage(repaired, outs) });
    },
  );

  it("cmd/line-continuation knows that a folded text keeps lines that are indented more", () => {
    const cmd = ">-\n      run a \\\n        --x 1 \\\n        --y 2\n";
    expect(toldOf(cmd, outs)).toContain("indent all lines alike, so that YAML makes one of them");
    expect(repair(cmd, outs)).toMatchObject({
      text: stage(">-\n      run a\n      --x 1\n      --y 2\n", outs),
    });
  });

  it.each(["run 'a\\ b'", ">\n      run a\\ b\n      c\n", '"run a \\\n      b"\n'])(
    "cmd/line-continuation leaves %j alone",
    (cmd) => {
      expect(toldOf(cmd, outs)).not.toContain("line-continuation");
    },
  );

  it("cmd/unquoted-interpolation", () => {
    const files = { "params.yaml": "a: x; y\nb: my file.csv\nc: --x 1 --y 2\nd: a b\n", "my file.csv": "" };
    expect(toldOf("run ${a} ${b} ${c} ${d} \"${a}\" '${b}'", outs, files)).toBe(`\
warning cmd/unquoted-interpolation dvc.yaml:3 [\${a}] The shell takes 'x; y' apart: put quotes around \`\${a}\`.
  fix Change to "\${a}"
warning cmd/unquoted-interpolation dvc.yaml:3 [\${b}] The shell takes 'my file.csv' apart: put quotes around \`\${b}\`.
  fix Change to "\${b}"`);
    expect(repair('run "${a}" ${a}', outs, files)).toMatchObject({ text: stage('run "${a}" "${a}"', outs) });
    expect(repair("run ${a} x", outs, files)).toEqual({
      title: 'Change to "${a}"',
      text: stage('run "${a}" x', outs),
    });
  });

  it("cmd/param-hardcoded wants one parameter of the name, with the value", () => {
    const files = { "params.yaml": "train: {lr: 0.1, max_depth: 3}\na: {n: 1}\nb: {n: 1}\n" };
    expect(toldOf("run --lr 0.10 --max-depth=3 --n 1 --lr 0.2 ${train}", outs, files)).toBe(`\
information cmd/param-hardcoded dvc.yaml:3 [0.10] 'train.lr' has this value: write \`\${train.lr}\`, so that changing the parameter changes the command.
  fix Change to '\${train.lr}'
information cmd/param-hardcoded dvc.yaml:3 [3] 'train.max_depth' has this value: write \`\${train.max_depth}\`, so that changing the parameter changes the command.
  fix Change to '\${train.max_depth}'`);
    expect(repair("run --lr 0.1 --x", outs, files)).toEqual({
      title: "Change to '${train.lr}'",
      text: stage("run --lr ${train.lr} --x", outs),
    });
    expect(toldOf("run --lr ${train.lr} ${train}", outs, files)).toBe("");
    const odd = { "params.yaml": 'size: "1[(+"\n' };
    expect(toldOf("run --size=1[(+", outs, odd)).toBe("");
    expect(toldOf("run '--size=1[(+'", outs, odd)).toBe("");
    expect(toldOf("run --size=1[+", outs, { "params.yaml": 'size: "1[+"\n' })).toContain("[1[+]");
  });

  it("cmd/posix-only speaks where a workflow runs on Windows", () => {
    const workflow = { ".github/workflows/test.yml": "jobs: {a: {runs-on: windows-latest}}" };
    expect(toldOf("X=1 run $(date)", outs)).toBe("");
    expect(toldOf("X=1 run $(date)", outs, workflow)).toBe(`\
information cmd/posix-only dvc.yaml:3 [$(date)] A command inside of a command works in a POSIX shell only, and a workflow of this repository runs on Windows.
information cmd/posix-only dvc.yaml:3 [X=1] A variable before a command works in a POSIX shell only, and a workflow of this repository runs on Windows.`);
    expect(toldOf("run x && run y", outs, workflow)).toBe("");
  });
});

import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import type { Command } from "../command.ts";
import { object } from "../json-shapes.ts";
import { findRoot } from "../project-around.ts";

interface Finding {
  readonly what: string;
  readonly found: string | undefined;
  /** What to do when it is missing; absent when it is not needed. */
  readonly wayOut?: string;
}

export const doctor: Command = {
  usage: "",
  summary: "Versions, what was found, what is missing",
  options: {},
  run: async ({ output, cwd }) => {
    const findings = examine(cwd);
    const missing = findings.filter(({ found, wayOut }) => found === undefined && wayOut !== undefined);
    if (output.json) {
      const documents = findings.map(({ what, found, wayOut }) =>
        object({
          what,
          found: found ?? null,
          required: wayOut !== undefined,
          wayOut: found === undefined ? wayOut : undefined,
        }),
      );
      output.document(object({ findings: documents }));
    } else {
      const width = Math.max(...findings.map(({ what }) => what.length));
      for (const { what, found, wayOut } of findings) {
        const text =
          found ??
          (wayOut === undefined
            ? output.paint("dim", "not found (optional)")
            : output.paint("red", `missing: ${wayOut}`));
        output.line(`${what.padEnd(width)}  ${text}`);
      }
    }
    return missing.length === 0 ? 0 : 3;
  },
};

function examine(cwd: string): readonly Finding[] {
  const root = rootOf(cwd);
  return [
    { what: "Trainyard", found: process.env["TRAINYARD_VERSION"] },
    { what: "Node", found: process.versions.node },
    { what: "Git", found: firstLine("git", ["--version"]), wayOut: "install Git and put it on the PATH" },
    { what: "Repository", found: root, wayOut: "go to a folder with `.dvc`, or name one with -C" },
    ...(root === undefined
      ? []
      : [{ what: "Git repository", found: gitRoot(root), wayOut: "run `git init`" }]),
    {
      what: "Pipeline",
      found: root !== undefined && existsSync(path.join(root, "dvc.yaml")) ? "dvc.yaml" : undefined,
    },
    { what: "Python", found: firstLine("python3", ["--version"]) ?? firstLine("python", ["--version"]) },
    { what: "GPUs", found: firstLine("nvidia-smi", ["--query-gpu=name", "--format=csv,noheader"]) },
  ];
}

function rootOf(cwd: string): string | undefined {
  try {
    return findRoot(cwd);
  } catch {
    return undefined;
  }
}

function gitRoot(folder: string): string | undefined {
  return firstLine("git", ["-C", folder, "rev-parse", "--show-toplevel"]);
}

/** First line that a program prints, or undefined when it is not there. */
function firstLine(program: string, args: readonly string[]): string | undefined {
  const { status, stdout } = spawnSync(program, args, {
    encoding: "utf8",
    windowsHide: true,
    timeout: 5_000,
  });
  return status === 0 ? stdout.split("\n")[0]?.trim() : undefined;
}

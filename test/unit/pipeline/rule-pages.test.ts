import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import type { CheckWorld } from "#core/pipeline/check";
import { problemsOf } from "../../support/pipeline-of.ts";
import type { Files } from "../../support/pipeline-of.ts";

const sources = fileURLToPath(new URL("../../../src/core/pipeline/", import.meta.url));
const pages = fileURLToPath(new URL("../../../docs/rules/", import.meta.url));

/** Codes that are put together from parts, which a search for whole strings does not see. */
const composedCodes = [
  "dvc/missing-cmd",
  "dvc/missing-path",
  "dvc/expected-bool",
  "dvc/expected-list",
  "dvc/expected-map",
  "dvc/dependency-is-dvcfile",
  "dvc/output-is-dvcfile",
];

function filesBelow(folder: string, suffix: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(suffix))
    .map((path) => path.replaceAll("\\", "/"));
}

/** Codes of what only a working tree can tell, which no example in text has. */
const codesOfTheTree = ["dvc/output-ignored", "lock/git-ignored"];

const emittedCodes = new Set([...composedCodes, ...codesOfTheTree]);
for (const path of filesBelow(sources, ".ts")) {
  const text = readFileSync(sources + path, "utf8");
  for (const [, code = ""] of text.matchAll(
    /"((?:yaml|json|toml|python|dvc|params|plots|metrics|artifacts|lock|lint|cmd|dvcfile)\/[a-z-]+)"/g,
  )) {
    emittedCodes.add(code);
  }
}

const pageCodes = filesBelow(pages, ".md")
  .filter((path) => path !== "README.md")
  .map((path) => path.replace(/\.md$/, ""));

interface Manifest {
  readonly contributes: {
    readonly configuration: {
      readonly properties: {
        readonly "trainyard.rules": { readonly propertyNames: { readonly enum: readonly string[] } };
      };
    };
  };
}

/** The list of all rules with what their pages say first; `npx vitest -u` writes it anew. */
function listOfRules(): string {
  const groups = [...new Set(pageCodes.map((code) => code.split("/")[0] ?? ""))].toSorted();
  const sections = groups.map((group) => {
    const codes = pageCodes.filter((code) => code.startsWith(`${group}/`)).toSorted();
    const lines = codes.map((code) => {
      const text = readFileSync(`${pages}${code}.md`, "utf8");
      const [, severity = "", sentence = ""] = /^\*\*(\w+)\.\*\* (.*)$/m.exec(text) ?? [];
      return `- [${code}](${code}.md) · ${severity.toLowerCase()} · ${sentence}`;
    });
    return `## ${group}\n\n${lines.join("\n")}\n`;
  });
  return `# Rules

What the language server and \`trainyard lint\` tell, ${pageCodes.length} codes. Only what DVC itself refuses is an error. How loud a rule is, the
setting \`trainyard.rules\` and \`lint --rule CODE=LEVEL\` say; a comment \`# trainyard-disable-next-line CODE\` silences it in one place.

${sections.join("\n")}`;
}

/** The files of all `bad` or all `good` examples of a page: the fence says the path, dvc.yaml if nothing else. */
function example(code: string, kind: "bad" | "good"): Files {
  const text = readFileSync(`${pages}${code}.md`, "utf8");
  const fences = text.matchAll(/^```\w+ (bad|good)(?: (\S+))?\n([^]*?)^```$/gm);
  const files = [...fences]
    .filter(([, of]) => of === kind)
    .map(([, , path, body]) => [path ?? "dvc.yaml", body ?? ""]);
  return Object.fromEntries(files);
}

/** The files of an example are in Git, and data that it does not have is nowhere else. */
function worldOf(files: Files): Partial<CheckWorld> {
  return { inCache: () => false, hasRemotes: () => false, inGit: (path) => Object.hasOwn(files, path) };
}

/** What is told of the scripts and the data that an example leaves out. */
const codesOfAbsentFiles = ["dvc/dep-missing", "cmd/script-missing", "artifacts/path-unknown"];

describe("docs/rules", () => {
  it("has a page for every code, and no page for another", () => {
    expect(pageCodes.toSorted()).toEqual([...emittedCodes].toSorted());
  });

  it("lists all of them", async () => {
    await expect(listOfRules()).toMatchFileSnapshot(`${pages}README.md`);
  });

  it("are what the setting trainyard.rules offers, each group before its codes", () => {
    const manifest = JSON.parse(
      readFileSync(new URL("../../../package.json", import.meta.url), "utf8"),
    ) as Manifest;
    const groups = new Set(pageCodes.map((code) => `${code.split("/")[0]}/*`));
    expect(manifest.contributes.configuration.properties["trainyard.rules"].propertyNames.enum).toEqual(
      [...groups, ...pageCodes].toSorted(),
    );
  });

  const shownCodes = pageCodes.filter((code) => !codesOfTheTree.includes(code));

  it.each(shownCodes)("shows %s with an example that has it and one that has no problem at all", (code) => {
    const bad = problemsOf(example(code, "bad"), worldOf(example(code, "bad")));
    const shown = bad.find((problem) => problem.code === code);
    expect(shown?.severity).toBe(
      /^\*\*(\w+)\.\*\*/m.exec(readFileSync(`${pages}${code}.md`, "utf8"))?.[1]?.toLowerCase(),
    );
    const good = example(code, "good");
    expect(Object.keys(good)).not.toEqual([]);
    const others = problemsOf(good, worldOf(good)).filter(
      (problem) =>
        !codesOfAbsentFiles.includes(problem.code) &&
        (problem.code === code || problem.severity === "error" || problem.severity === "warning"),
    );
    expect(others).toEqual([]);
  });
});

import { afterEach, beforeEach, describe, expect } from "vitest";
import { makeDvcRepository } from "../support/dvc-repository.ts";
import type { TestRepository } from "../support/git-repository.ts";
import { test } from "../support/interop.ts";
import { gto } from "../support/python-tools.ts";
import { trainyard, trainyardJson } from "../support/trainyard.ts";

const files = {
  "dvc.yaml": "artifacts:\n  digits: {path: model.txt, type: model}\n  letters: {path: letters.txt}\n",
  "sub/dvc.yaml": "artifacts:\n  inner: {path: model.txt, type: model}\n",
};

interface Step {
  /** Words that our command line and gto's have in common. */
  readonly words?: readonly string[];
  /** What only gto can do. */
  readonly gto?: readonly string[];
  readonly commit?: string;
}

const steps: readonly Step[] = [
  { words: ["register", "digits"] },
  { words: ["assign", "digits", "--version", "v0.0.1", "--stage", "dev"] },
  { commit: "Better" },
  { words: ["register", "digits"] },
  { words: ["register", "sub:inner", "HEAD~1", "--version", "v2.0.0-rc.1", "--message", "The first one"] },
  { words: ["assign", "digits", "--version", "v0.0.2", "--stage", "prod"] },
  { words: ["assign", "digits", "--version", "v0.0.1", "--stage", "prod"] },
  { words: ["register", "letters", "--version", "v1.10.0"] },
  { commit: "Best" },
  { words: ["register", "letters", "--version", "v1.9.0"] },
  { words: ["register", "digits", "--version", "v1.0.0"] },
  { words: ["assign", "digits", "--version", "v1.0.0", "--stage", "prod"] },
  { words: ["assign", "sub:inner", "--version", "v2.0.0-rc.1", "--stage", "dev"] },
  { gto: ["deprecate", "digits", "v1.0.0", "prod"] },
  { gto: ["deprecate", "letters", "v1.10.0"] },
  { words: ["assign", "digits", "--version", "v0.0.2", "--stage", "dev"] },
];

/** By model: its latest version, and what each stage holds. */
type View = Readonly<Record<string, { version: string | null; stages: Readonly<Record<string, string>> }>>;

interface GtoModel {
  readonly version: string | null;
  readonly stage: Readonly<Record<string, string | null>>;
}

async function gtoView(root: string): Promise<View> {
  // oxlint-disable-next-line typescript/consistent-type-assertions -- the shape that gto documents
  const models = JSON.parse(await gto(root, "show", "--json")) as Readonly<Record<string, GtoModel>>;
  return Object.fromEntries(
    Object.entries(models).map(([name, { version, stage }]) => {
      const held = Object.entries(stage).filter((entry): entry is [string, string] => entry[1] !== null);
      return [name, { version, stages: Object.fromEntries(held) }];
    }),
  );
}

interface OurModel {
  readonly name: string;
  readonly versions: readonly { readonly version: string; readonly active: boolean }[];
  readonly stages: Readonly<Record<string, readonly string[]>>;
}

/** Models without any version are left out, because gto knows tags only. */
async function ourView(root: string): Promise<View> {
  const { models } = await trainyardJson<{ models: readonly OurModel[] }>(root, "registry", "show");
  return Object.fromEntries(
    models
      .filter(({ versions }) => versions.length > 0)
      .map(({ name, versions, stages }) => [
        name,
        {
          version: versions.find(({ active }) => active)?.version ?? null,
          stages: Object.fromEntries(
            Object.entries(stages).map(([stage, [version = ""]]) => [stage, version]),
          ),
        },
      ]),
  );
}

describe("the registry", () => {
  let ours: TestRepository;
  let theirs: TestRepository;

  beforeEach(async () => {
    [ours, theirs] = [await makeDvcRepository(files), await makeDvcRepository(files)];
  });
  afterEach(() => Promise.all([ours.remove(), theirs.remove()]));

  const take = async ({ root, write, commit }: TestRepository, step: Step, byUs: boolean): Promise<void> => {
    if (step.commit !== undefined) {
      await write({ "model.txt": step.commit });
      await commit(step.commit);
    }
    if (step.gto !== undefined) await gto(root, ...step.gto);
    if (step.words !== undefined)
      await (byUs ? trainyard(root, "registry", ...step.words) : gto(root, ...step.words));
  };

  /** Names, kinds and messages of the tags, and what they point at by its own message. */
  const tags = ({ run }: TestRepository): Promise<string> =>
    run("for-each-ref", "--format=%(refname) %(objecttype) %(*subject): %(contents)", "refs/tags");

  test("has the tags that gto makes", async () => {
    for (const step of steps) {
      await Promise.all([take(ours, step, true), take(theirs, step, false)]);
      expect(await tags(ours)).toBe(await tags(theirs));
    }
  });

  test("shows what gto shows, whoever made the tags", async () => {
    for (const [index, step] of steps.entries()) {
      await take(ours, step, index % 2 === 0);
      expect(await ourView(ours.root), JSON.stringify(step)).toEqual(await gtoView(ours.root));
    }
  });

  test("has its journal in gto's history", async () => {
    await trainyard(ours.root, "registry", "register", "sub:inner", "--message", "The first one");
    await trainyard(ours.root, "registry", "assign", "sub:inner", "--version", "v0.0.1", "--stage", "dev");
    // oxlint-disable-next-line typescript/consistent-type-assertions -- the shape that gto documents
    const events = JSON.parse(await gto(ours.root, "history", "sub:inner", "--json")) as readonly object[];
    const registered = { event: "registration", version: "v0.0.1", author: "Ada", message: "The first one" };
    const assigned = { event: "assignment", version: "v0.0.1", stage: "dev", ref: "sub=inner#dev#1" };
    expect(events).toHaveLength(2);
    expect(events).toEqual(
      expect.arrayContaining([expect.objectContaining(registered), expect.objectContaining(assigned)]),
    );
  });
});

import { Failure } from "#core/failure";
import { invalidRef, refExists, refMoved } from "./failures.ts";
import type { Git } from "./git.ts";

export interface Ref {
  /** Full name, such as `refs/heads/main`. */
  readonly name: string;
  /** What it points at: of an annotated tag, the tag. */
  readonly object: string;
  /** The commit behind it: of an annotated tag, the tagged one. */
  readonly commit: string;
}

/** All refs below a prefix such as `refs/exps/`, or the ref of that name, sorted by name. */
export async function listRefs(git: Git, ...prefixes: readonly string[]): Promise<Ref[]> {
  const format = "%(refname) %(objectname) %(*objectname)";
  const output = await git.run(["for-each-ref", `--format=${format}`, "--", ...prefixes]);
  return output
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const [name = "", object = "", tagged = ""] = line.split(" ");
      return { name, object, commit: tagged === "" ? object : tagged };
    });
}

/** Short names of the branches and tags by the commit that they point at; branches first. */
export async function namesByCommit(git: Git): Promise<Map<string, string[]>> {
  const names = new Map<string, string[]>();
  for (const prefix of ["refs/heads/", "refs/tags/"]) {
    for (const { name, commit } of await listRefs(git, prefix)) {
      names.set(commit, [...(names.get(commit) ?? []), name.slice(prefix.length)]);
    }
  }
  return names;
}

/** Creates a ref. Throws a Failure when it exists already, or when Git does not allow the name. */
export async function createRef(git: Git, name: string, object: string): Promise<void> {
  await requireValidName(git, name);
  try {
    await updateRefs(git, [`create ${name} ${object}`]);
  } catch (error) {
    if (isRefusal(error, /already exists/)) throw refExists(name);
    throw error;
  }
}

/** Points a ref at another object, or creates it. With `expected`, throws a Failure when it points elsewhere now. */
export async function setRef(git: Git, name: string, object: string, expected?: string): Promise<void> {
  await requireValidName(git, name);
  await updateExpected(git, name, `update ${name} ${object}${expected === undefined ? "" : ` ${expected}`}`);
}

/** Deletes a ref; one that is not there is no error. With `expected`, throws a Failure when it points elsewhere now. */
export async function deleteRef(git: Git, name: string, expected?: string): Promise<void> {
  await updateExpected(git, name, `delete ${name}${expected === undefined ? "" : ` ${expected}`}`);
}

/** True when Git allows the full name of a ref, such as `refs/exps/ab/cdef/name`. */
export async function isValidRefName(git: Git, name: string): Promise<boolean> {
  if (/[\s\0]/.test(name)) return false;
  const normalized = await git.run(["check-ref-format", "--normalize", name], { answers: [1] });
  return normalized.trim() === name;
}

async function requireValidName(git: Git, name: string): Promise<void> {
  if (!(await isValidRefName(git, name))) throw invalidRef(name);
}

async function updateExpected(git: Git, name: string, command: string): Promise<void> {
  try {
    await updateRefs(git, [command]);
  } catch (error) {
    if (isRefusal(error, /but expected|unable to resolve reference/)) throw refMoved(name);
    throw error;
  }
}

/** All changes are made or none. */
async function updateRefs(git: Git, commands: readonly string[]): Promise<void> {
  const input = ["start", ...commands, "commit", ""].join("\n");
  await git.run(["update-ref", "--no-deref", "--stdin"], { input });
}

function isRefusal(error: unknown, pattern: RegExp): boolean {
  return error instanceof Failure && pattern.test(error.message);
}

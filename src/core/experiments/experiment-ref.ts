/** An experiment as its Git reference names it. */
export interface ExperimentRef {
  /** Full commit id of the commit that the experiment started from. */
  readonly baseline: string;
  readonly name: string;
}

/** DVC's own book-keeping below `refs/exps/`: none of it is a finished experiment. */
const reserved = new Set(["apply", "celery", "exec", "stash", "temp"]);

/** Git writes a reference to a file, of whose name most systems take 255 bytes, and locks it with a longer one. */
const longestName = 200;

/** What the commands that take an experiment take, too. */
const otherMeaning = new Set(["@", "HEAD", "workspace"]);

/** The reference of an experiment, in DVC's layout: the baseline's id is split after two digits. */
export function experimentRefName(ref: ExperimentRef): string {
  return `${experimentRefPrefix(ref.baseline)}${ref.name}`;
}

/** What the references of all experiments of one baseline start with. */
export function experimentRefPrefix(baseline: string): string {
  return `refs/exps/${baseline.slice(0, 2)}/${baseline.slice(2)}/`;
}

/** Reads a reference name back; undefined for DVC's book-keeping and for anything else. */
export function parseExperimentRef(name: string): ExperimentRef | undefined {
  const [refs, exps, first, rest, experiment, ...more] = name.split("/");
  if (refs !== "refs" || exps !== "exps" || more.length > 0) return undefined;
  if (first === undefined || rest === undefined || experiment === undefined) return undefined;
  if (reserved.has(first) || !/^[0-9a-f]{40}$/u.test(first + rest) || first.length !== 2) return undefined;
  return experiment === "" ? undefined : { baseline: first + rest, name: experiment };
}

/**
 * Says in one sentence why a text cannot name an experiment; undefined when it can. The rules are those of
 * `git check-ref-format` for one part of a reference, because the name becomes one.
 */
export function whyNotExperimentName(name: string): string | undefined {
  const says = (why: string) => `An experiment cannot be named "${name}": ${why}.`;
  if (name === "") return "An experiment needs a name of at least one character.";
  if (Buffer.byteLength(name) > longestName)
    return `The name of an experiment has at most ${longestName} bytes: it becomes the name of a file.`;
  if (otherMeaning.has(name)) return says("the word stands for something else where experiments are named");
  if (name.includes("/")) return says("a name has no slash");
  if (name.startsWith("-")) return says("a command would take a leading dash for an option");
  if (name.startsWith(".") || name.endsWith(".")) return says("it must not start or end with a dot");
  if (name.endsWith(".lock")) return says("Git keeps names that end in .lock for itself");
  if (name.includes("..") || name.includes("@{")) return says('Git does not allow ".." and "@{" in a name');
  for (const character of name)
    if (" ~^:?*[\\".includes(character) || isControl(character))
      return says(`Git does not allow ${printable(character)} in a name`);
  return undefined;
}

function isControl(character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  return code < 0x20 || code === 0x7f;
}

function printable(character: string): string {
  if (character === " ") return "a blank";
  return isControl(character) ? "a control character" : character;
}

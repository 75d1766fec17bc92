import type { Pipeline, Stage } from "./model.ts";
import type { Node } from "./node.ts";
import type { CheckFacts, CheckWorld } from "./rules/rule.ts";

/**
 * What checking a pipeline remembers for the next time: the stages in which nothing is wrong, for as long as they are the
 * same objects and what the rules asked about the files around them has the same answer. Problems are not remembered: they
 * have places, which move, and in most pipelines there are few.
 */
export interface CheckMemory {
  /** By the name of the question, then by what it was about. */
  answers: Record<Question, Map<string, unknown>>;
  /** What the rules that look for the makers of a path have seen of the other stages. */
  others: string;
  /** What `${}` has seen in each dvc.yaml. */
  variables: readonly unknown[];
  sound: SoundStages;
  /** The same for the rules that look for the makers of a path. */
  soundAmongOthers: SoundStages;
}

/** Stages without a problem, each with what dvc.yaml wrote for it then. */
type SoundStages = WeakMap<Stage, Node | "nothing">;

type Question = Exclude<keyof CheckWorld, "hasRemotes">;

export function createCheckMemory(): CheckMemory {
  return {
    answers: noAnswers(),
    others: "",
    variables: [],
    sound: new WeakMap(),
    soundAmongOthers: new WeakMap(),
  };
}

function noAnswers(): CheckMemory["answers"] {
  return {
    exists: new Map(),
    locks: new Map(),
    read: new Map(),
    values: new Map(),
    tracked: new Map(),
    list: new Map(),
    inCache: new Map(),
    inGit: new Map(),
  };
}

/**
 * A world that answers the same and notes in the memory what it was asked. When it answers one thing otherwise than before,
 * everything is forgotten. The world must not change while the one that is given is in use.
 */
export function notedIn(memory: CheckMemory, world: CheckWorld): CheckWorld {
  if (!hasSameAnswers(memory, world)) Object.assign(memory, createCheckMemory());
  const { answers } = memory;
  const { values, tracked, list, inCache, inGit } = world;
  return {
    ...world,
    exists: noted(answers.exists, world.exists),
    locks: noted(answers.locks, world.locks),
    read: noted(answers.read, world.read),
    ...(values && { values: noted(answers.values, values) }),
    ...(tracked && { tracked: noted(answers.tracked, tracked) }),
    ...(list && { list: noted(answers.list, list) }),
    ...(inCache && { inCache: noted(answers.inCache, inCache) }),
    ...(inGit && { inGit: noted(answers.inGit, inGit) }),
  };
}

function hasSameAnswers({ answers }: CheckMemory, world: CheckWorld): boolean {
  const isSame = (question: Question): boolean => {
    const ask = world[question];
    for (const [about, answer] of answers[question]) if (ask?.(about) !== answer) return false;
    return true;
  };
  const questions: readonly Question[] = [
    "read",
    "locks",
    "values",
    "list",
    "exists",
    "tracked",
    "inCache",
    "inGit",
  ];
  return questions.every(isSame);
}

function noted<T>(answers: Map<string, unknown>, ask: (about: string) => T): (about: string) => T {
  const known = new Map<string, { readonly answer: T }>();
  return (about) => {
    const before = known.get(about);
    if (before !== undefined) return before.answer;
    const answer = ask(about);
    known.set(about, { answer });
    answers.set(about, answer);
    return answer;
  };
}

/**
 * Forgets what was found with other variables than there are now, or among other stages: what each of them makes, and
 * whether all are known.
 */
export function forgetOthers(memory: CheckMemory, { stages, files }: Pipeline, isComplete: boolean): void {
  const variables = files.map((file) => file.variables.values);
  const isSame = (values: unknown, index: number): boolean => values === memory.variables[index];
  if (variables.length !== memory.variables.length || !variables.every(isSame)) {
    memory.sound = new WeakMap();
    memory.soundAmongOthers = new WeakMap();
  }
  memory.variables = variables;
  const made = stages.flatMap(({ address, outs }) =>
    outs.map(({ path, text }) => `${address}\0${path}\0${text}`),
  );
  const others = `${isComplete}\n${made.join("\n")}`;
  if (memory.others === others) return;
  memory.others = others;
  memory.soundAmongOthers = new WeakMap();
}

/** Whether nothing was wrong in this stage the last time. */
export function isSound(known: SoundStages, stage: Stage, { definitionOf }: CheckFacts): boolean {
  return known.get(stage) === (definitionOf(stage) ?? "nothing");
}

/** Remembers that nothing is wrong in a stage. */
export function rememberSound(known: SoundStages, stage: Stage, { definitionOf }: CheckFacts): void {
  known.set(stage, definitionOf(stage) ?? "nothing");
}

import { pythonText } from "#core/pipeline/python/python-text";
import { isList, isMapping, isTimestamp } from "#core/pipeline/value";
import type { Value } from "#core/pipeline/value";

import { floatRange } from "./decimal-range.ts";

/** Several values to try, one after the other. `simple`: written `a,b` and not `choice(a,b)`. */
interface Choice {
  readonly sweep: "choice";
  readonly values: readonly Value[];
  readonly simple: boolean;
}

interface NumberRange {
  readonly sweep: "range";
  readonly start: bigint | number;
  readonly stop: bigint | number;
  readonly step: bigint | number;
}

export type Sweep = Choice | NumberRange;

export type Swept = Value | Sweep;

export interface Argument {
  readonly name?: string;
  readonly value: Swept;
}

/** More than anybody wants to run; keeps a slip of the finger from filling the disk. */
const most = 10_000;

/**
 * Calls one of the functions of Hydra's override grammar. Throws a RangeError whose message says what is wrong.
 * @param random decides the order of `shuffle()`
 */
export function callFunction(name: string, parameters: readonly Argument[], random: () => number): Swept {
  switch (name) {
    case "choice":
      return choice(parameters);
    case "range":
      return range(parameters);
    case "int":
    case "float":
    case "str":
    case "bool":
      return cast(name, one(name, parameters, "value"));
    case "sort":
      return sort(parameters);
    case "shuffle":
      return reordered(one(name, parameters, "list"), (values) => shuffled(values, random));
    case "tag":
      return tagged(parameters);
    case "glob":
    case "interval":
      return raise(`${name}() has no list of values that could be run; use choice() or range()`);
    default:
      return raise(
        `${name}() is not a function; there are choice, range, int, float, str, bool, sort, shuffle and tag`,
      );
  }
}

/** The values of a sweep in the order in which they are tried. Throws a RangeError when there are none or too many. */
export function sweepValues(sweep: Sweep): readonly Value[] {
  const values = sweep.sweep === "choice" ? sweep.values : rangeValues(sweep);
  if (values.length === 0) raise("the range has no values");
  if (values.length >= most) raise(`a sweep has fewer than ${most} values`);
  return values;
}

export function isSweep(value: Swept): value is Sweep {
  return typeof value === "object" && value !== null && "sweep" in value;
}

function choice(parameters: readonly Argument[]): Choice {
  const [first] = parameters;
  if (first === undefined) return raise("choice() needs at least one value");
  if (parameters.length === 1 && isSweep(first.value) && first.value.sweep === "choice" && first.value.simple)
    return { ...first.value, simple: false };
  return { sweep: "choice", values: parameters.map((parameter) => plain(parameter.value)), simple: false };
}

function range(parameters: readonly Argument[]): NumberRange {
  const named = bind("range", parameters, ["start", "stop", "step"]);
  const start = numberOf(named.get("start"), "start");
  const step = named.has("step") ? numberOf(named.get("step"), "step") : 1n;
  if (Number(step) === 0) raise("the step of a range cannot be 0");
  if (!named.has("stop")) return { sweep: "range", start: 0n, stop: start, step };
  return { sweep: "range", start, stop: numberOf(named.get("stop"), "stop"), step };
}

function rangeValues({ start, stop, step }: NumberRange): readonly Value[] {
  if (typeof start !== "bigint" || typeof stop !== "bigint" || typeof step !== "bigint")
    return floatRange(Number(start), Number(stop), Number(step), most);
  const values: bigint[] = [];
  for (let at = start; (step > 0n ? at < stop : at > stop) && values.length < most; at += step)
    values.push(at);
  return values;
}

function numberOf(value: Swept | undefined, name: string): bigint | number {
  if (typeof value === "bigint") return value;
  if (typeof value === "number" && Number.isFinite(value)) return value;
  return raise(`the ${name} of a range is a number`);
}

function bind(
  name: string,
  parameters: readonly Argument[],
  names: readonly string[],
): ReadonlyMap<string, Swept> {
  const bound = new Map<string, Swept>();
  parameters.forEach((parameter, index) => {
    const key = parameter.name ?? names[index];
    if (key === undefined || !names.includes(key))
      return raise(`${name}() takes ${names.join(", ")} and nothing else`);
    return bound.set(key, parameter.value);
  });
  return bound;
}

/** Several positional values are one choice, so that `int(1.5,2.5)` is a sweep. */
function one(name: string, parameters: readonly Argument[], keyword: string): Swept {
  const [first] = parameters;
  if (first === undefined) return raise(`${name}() needs a value`);
  const stranger = parameters.find(
    (parameter) => parameter.name !== undefined && parameter.name !== keyword && parameter.name !== "sweep",
  );
  if (stranger?.name !== undefined) return raise(`${name}() takes no "${stranger.name}"`);
  if (parameters.length === 1) return first.value;
  return { sweep: "choice", values: parameters.map((parameter) => plain(parameter.value)), simple: true };
}

function sort(parameters: readonly Argument[]): Swept {
  const reverse = parameters.some((parameter) => parameter.name === "reverse" && parameter.value === true);
  const subject = one(
    "sort",
    parameters.filter((parameter) => parameter.name !== "reverse"),
    "list",
  );
  return reordered(subject, (values) => {
    const ascending = [...values].sort(compare);
    return reverse ? ascending.reverse() : ascending;
  });
}

function compare(left: Value, right: Value): number {
  const [a, b] = [comparable(left), comparable(right)];
  if (typeof a !== typeof b) return raise("values of different types have no order");
  return a < b ? -1 : Number(a > b);
}

function comparable(value: Value): number | string {
  if (typeof value === "string" || typeof value === "number") return value;
  if (typeof value === "bigint" || typeof value === "boolean") return Number(value);
  return raise("only numbers and texts have an order");
}

function reordered(subject: Swept, order: (values: readonly Value[]) => readonly Value[]): Swept {
  if (isSweep(subject)) return { sweep: "choice", values: order(sweepValues(subject)), simple: false };
  return isList(subject) ? order(subject) : subject;
}

function shuffled(values: readonly Value[], random: () => number): readonly Value[] {
  return values
    .map((value) => ({ value, at: random() }))
    .sort((left, right) => left.at - right.at)
    .map(({ value }) => value);
}

/** Tags are for Hydra's sweepers; here they change nothing. */
function tagged(parameters: readonly Argument[]): Sweep {
  const subject = parameters.at(-1)?.value;
  return subject !== undefined && isSweep(subject) ? subject : raise("tag() needs a sweep at its end");
}

type CastName = "int" | "float" | "str" | "bool";

function cast(name: CastName, value: Swept): Swept {
  if (isSweep(value)) return castSweep(name, value);
  if (isList(value)) return value.map((item) => plain(cast(name, item)));
  if (isMapping(value)) return new Map([...value].map(([key, item]) => [key, plain(cast(name, item))]));
  if (value === null || isTimestamp(value)) return raise(`${name}() cannot convert null`);
  if (name === "str") return typeof value === "boolean" ? String(value) : pythonText(value);
  if (name === "bool") return castBoolean(value);
  return name === "int" ? castInteger(value) : castFloat(value);
}

function castSweep(name: CastName, sweep: Sweep): Sweep {
  if (sweep.sweep === "choice")
    return { ...sweep, values: sweep.values.map((value) => plain(cast(name, value))) };
  if (name !== "int" && name !== "float") return raise("a range can become int or float only");
  const convert = name === "int" ? castInteger : castFloat;
  return {
    sweep: "range",
    start: convert(sweep.start),
    stop: convert(sweep.stop),
    step: convert(sweep.step),
  };
}

type Castable = boolean | bigint | number | string;

function castInteger(value: Castable): bigint {
  if (typeof value === "bigint") return value;
  if (typeof value === "boolean") return value ? 1n : 0n;
  const text = String(value).trim();
  if (typeof value === "number" && Number.isFinite(value)) return BigInt(Math.trunc(value));
  if (typeof value === "string" && /^[+-]?\d(?:_?\d)*$/u.test(text))
    return BigInt(text.replaceAll("_", "").replace(/^\+/u, ""));
  return raise(`int() cannot convert "${text}"`);
}

function castFloat(value: Castable): number {
  if (typeof value !== "string") return Number(value);
  const text = value
    .trim()
    .replaceAll(/(?<=\d)_(?=\d)/gu, "")
    .toLowerCase();
  if (/^[+-]?nan$/u.test(text)) return Number.NaN;
  if (/^[+-]?inf(?:inity)?$/u.test(text)) return text.startsWith("-") ? -Infinity : Infinity;
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/u.test(text))
    return raise(`float() cannot convert "${value}"`);
  return Number(text);
}

function castBoolean(value: Castable): boolean {
  if (typeof value !== "string") return Boolean(value);
  const text = value.toLowerCase();
  return text === "true" || (text !== "false" && raise(`bool() cannot convert "${value}"`));
}

function plain(value: Swept): Value {
  return isSweep(value) ? raise("a sweep inside of a sweep is not possible") : value;
}

function raise(message: string): never {
  throw new RangeError(message);
}

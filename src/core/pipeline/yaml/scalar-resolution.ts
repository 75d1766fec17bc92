import type { Scalar } from "../value.ts";

/**
 * DVC reads YAML with ruamel.yaml's 1.2 rules: `yes` and `no` are text, `017` is seventeen, `1e5` is a float and a
 * date is a date. The `yaml` package's own schemas differ in each of these, so plain scalars are resolved here.
 */
const booleanText = /^(?:(true|True|TRUE)|false|False|FALSE)$/;
const nullText = /^(?:~|null|Null|NULL|)$/;
const floatText =
  /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+]?[0-9]+)?|[-+]?[0-9][0-9_]*[eE][-+]?[0-9]+|[-+]?\.[0-9_]*[0-9][0-9_]*(?:[eE][-+][0-9]+)?)$/;
const infinityText = /^([-+]?)\.(?:inf|Inf|INF)$/;
const notANumberText = /^\.(?:nan|NaN|NAN)$/;
const integerText =
  /^([-+]?)(0b[01_]*[01][01_]*|0o[0-7_]*[0-7][0-7_]*|0x[0-9a-fA-F_]*[0-9a-fA-F][0-9a-fA-F_]*|[0-9][0-9_]*)$/;
const timestampText =
  /^(?:\d{4}-\d\d-\d\d|\d{4}-\d\d?-\d\d?(?:[Tt]|[ \t]+)\d\d?:\d\d:\d\d(?:\.\d*)?(?:[ \t]*(?:Z|[-+]\d\d?(?::\d\d)?))?)$/;

/** The value of a plain (unquoted) scalar; text that is nothing else is a string. */
export function resolvePlain(text: string): Scalar {
  const first = text.charCodeAt(0);
  const mayBeNumber = first === 43 || first === 45 || first === 46 || (first >= 48 && first <= 57);
  if (mayBeNumber) return resolveNumberLike(text);
  // The longest words with a meaning are `false` and `FALSE`.
  if (text.length > 5) return text;
  const boolean = booleanText.exec(text);
  if (boolean !== null) return boolean[1] !== undefined;
  return nullText.test(text) ? null : text;
}

/**
 * The value of a scalar with an explicit core tag such as `!!str` or `!!int`. Undefined when the tag is not one
 * that gives a scalar, or the text does not suit it: DVC refuses the file then.
 */
export function resolveTagged(tag: string, text: string): Scalar | undefined {
  switch (tag) {
    case "tag:yaml.org,2002:str":
      return text;
    case "tag:yaml.org,2002:null":
      return null;
    case "tag:yaml.org,2002:float": {
      const value = resolvePlain(text);
      return typeof value === "bigint" ? Number(value) : typeof value === "number" ? value : undefined;
    }
    case "tag:yaml.org,2002:int":
    case "tag:yaml.org,2002:bool": {
      const value = resolvePlain(text);
      return typeof value === (tag.endsWith("int") ? "bigint" : "boolean") ? value : undefined;
    }
    case "tag:yaml.org,2002:timestamp":
      return { timestamp: text };
    default:
      return undefined;
  }
}

function resolveNumberLike(text: string): Scalar {
  return resolveDecimal(text) ?? resolveOtherNumber(text);
}

/** The usual way to write a number: digits, with one point between them or without. Undefined for all others. */
function resolveDecimal(text: string): Scalar | undefined {
  let point = -1;
  for (let at = text.startsWith("-") ? 1 : 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code >= 48 && code <= 57) continue;
    if (code !== 46 || point >= 0 || at === text.length - 1) return undefined;
    point = at;
  }
  // Neither `-` alone nor `.5`, and no integer that a double cannot hold.
  const last = text.charCodeAt(text.length - 1);
  if (last === 45 || point === 0 || text.length > mostDigits) return undefined;
  return point < 0 ? BigInt(Number(text)) : Number(text);
}

/** Integers of so many digits are exact as doubles, and are made faster of these than of text. */
const mostDigits = 15;

function resolveOtherNumber(text: string): Scalar {
  const integer = integerText.exec(text);
  if (integer !== null) {
    const magnitude = BigInt((integer[2] ?? "0").replaceAll("_", ""));
    return integer[1] === "-" ? -magnitude : magnitude;
  }
  if (floatText.test(text)) return Number(text.replaceAll("_", ""));
  const infinity = infinityText.exec(text);
  if (infinity !== null) return infinity[1] === "-" ? -Infinity : Infinity;
  if (notANumberText.test(text)) return Number.NaN;
  return timestampText.test(text) ? { timestamp: text } : text;
}

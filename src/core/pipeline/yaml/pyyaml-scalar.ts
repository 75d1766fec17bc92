/** What PyYAML makes of a plain scalar; numbers of base 60 and 8 included. */
export type PyYamlValue = boolean | number | bigint | string;

const booleanText = /^(?:(yes|Yes|YES|true|True|TRUE|on|On|ON)|no|No|NO|false|False|FALSE|off|Off|OFF)$/;
const floatText =
  /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;
const integerText =
  /^(?:[-+]?0b[0-1_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+)$/;

/**
 * Reads a plain scalar by the rules of PyYAML 6, which follow YAML 1.1: `1e-3` is text, `no` is false, `010` is eight and
 * `1:30` is ninety. The patterns are those of its `resolver.py`. Null and dates are given as text: both readers agree on them.
 */
export function readAsPyYaml(text: string): PyYamlValue {
  const boolean = booleanText.exec(text);
  if (boolean !== null) return boolean[1] !== undefined;
  const digits = text.replaceAll("_", "");
  if (integerText.test(text)) return integerOf(digits);
  return floatText.test(text) ? floatOf(digits) : text;
}

function integerOf(digits: string): bigint {
  const isNegative = digits.startsWith("-");
  const bare = digits.replace(/^[-+]/, "");
  const magnitude = bare.includes(":")
    ? bare.split(":").reduce((sum, part) => sum * 60n + BigInt(part), 0n)
    : BigInt(/^0[0-7]+$/.test(bare) ? `0o${bare.slice(1)}` : bare);
  return isNegative ? -magnitude : magnitude;
}

function floatOf(digits: string): number {
  if (/inf/i.test(digits)) return digits.startsWith("-") ? -Infinity : Infinity;
  if (/nan/i.test(digits)) return Number.NaN;
  if (!digits.includes(":")) return Number(digits);
  const sign = digits.startsWith("-") ? -1 : 1;
  return (
    sign *
    digits
      .replace(/^[-+]/, "")
      .split(":")
      .reduce((sum, part) => sum * 60 + Number(part), 0)
  );
}

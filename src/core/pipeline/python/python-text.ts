import { isTimestamp, type Scalar } from "../value.ts";

/** What Python's `str()` gives for a value: `None`, `True`, `1.0`, `1e-05`. DVC puts this text into names and keys. */
export function pythonText(value: Scalar): string {
  if (value === null) return "None";
  if (value === true) return "True";
  if (value === false) return "False";
  if (typeof value === "number") return floatText(value);
  if (isTimestamp(value)) return value.timestamp;
  return String(value);
}

/**
 * Python's `repr` of a float: the shortest digits that read back the same (as in JavaScript), but always with a
 * point or an exponent, and an exponent of two digits at least from 1e16 up and below 1e-4.
 */
export function floatText(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  if (value === 0) return Object.is(value, -0) ? "-0.0" : "0.0";
  const [mantissa = "", exponentText = "0"] = value.toExponential().split("e");
  const exponent = Number(exponentText);
  if (exponent < -4 || exponent >= 16) {
    const digits = String(Math.abs(exponent)).padStart(2, "0");
    return `${mantissa}e${exponent < 0 ? "-" : "+"}${digits}`;
  }
  const plain = decimal(mantissa, exponent);
  return plain.includes(".") ? plain : `${plain}.0`;
}

/** Moves the point of `d.ddd` by an exponent between -4 and 15. */
function decimal(mantissa: string, exponent: number): string {
  const sign = mantissa.startsWith("-") ? "-" : "";
  const digits = mantissa.replace(/[-.]/g, "");
  if (exponent < 0) return `${sign}0.${"0".repeat(-exponent - 1)}${digits}`;
  const padded = digits.padEnd(exponent + 1, "0");
  const fraction = padded.slice(exponent + 1);
  return sign + padded.slice(0, exponent + 1) + (fraction === "" ? "" : `.${fraction}`);
}

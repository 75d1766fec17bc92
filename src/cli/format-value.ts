import { plainJson } from "#core/pipeline/python/canonical-json";
import { pythonText } from "#core/pipeline/python/python-text";
import { isList, isMapping, isTimestamp, type Value } from "#core/pipeline/value";

/** A value in a table: numbers with at most `digits` significant digits (5 as in DVC), the rest as DVC prints it. */
export function formatValue(value: Value | undefined, digits = 5): string {
  if (value === undefined || value === null) return "-";
  if (typeof value === "number") return formatNumber(value, digits);
  if (isTimestamp(value)) return value.timestamp;
  if (isList(value) || isMapping(value)) return plainJson(value);
  return typeof value === "string" ? value : pythonText(value);
}

function formatNumber(value: number, digits: number): string {
  if (!Number.isFinite(value)) return pythonText(value);
  const short = Number(value.toPrecision(digits));
  if (Object.is(short, -0)) return "-0.0";
  return Number.isInteger(short) && Math.abs(short) < 1e15 ? `${short}.0` : String(short);
}

/** A number of seconds as people say it: `4.2 s`, `3 min 5 s`, `2 h 10 min`. */
export function formatSeconds(seconds: number | undefined): string {
  if (seconds === undefined) return "-";
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${Math.round(seconds % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

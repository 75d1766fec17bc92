import type {
  Cell,
  Column,
  CompareSnapshot,
  CompareSort,
  CompareState,
  Curve,
  CurvesPatch,
  FromCompare,
  JsonNumber,
  KeyMetric,
  PointsPatch,
  Row,
  RowAction,
  RowsPatch,
  RowState,
  ToCompare,
} from "./compare.ts";

type Guard<T> = (value: unknown) => value is T;
type Fields = Readonly<Record<string, unknown>>;

const isFields: Guard<Fields> = (value): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isText: Guard<string> = (value): value is string => typeof value === "string";
const isNumber: Guard<number> = (value): value is number => Number.isFinite(value);
const isCount: Guard<number> = (value): value is number => Number.isSafeInteger(value) && Number(value) >= 0;
const isJsonNumber: Guard<JsonNumber> = (value): value is JsonNumber =>
  value === null || Number.isFinite(value);

/** Whether it is an array and every item passes. */
function isListOf<T>(value: unknown, is: Guard<T>): value is readonly T[] {
  return Array.isArray(value) && value.every(is);
}

/** Whether it is a plain object and every value passes. */
function isRecordOf<T>(value: unknown, is: Guard<T>): value is Readonly<Record<string, T>> {
  if (!isFields(value)) return false;
  for (const key in value) if (!is(value[key])) return false;
  return true;
}

/** Whether it is absent or passes. */
function isMaybe<T>(value: unknown, is: Guard<T>): value is T | undefined {
  return value === undefined || is(value);
}

const rowStates: Readonly<Record<RowState, true>> = {
  workspace: true,
  baseline: true,
  success: true,
  running: true,
  queued: true,
  failed: true,
};

const rowActions: Readonly<Record<RowAction, true>> = {
  apply: true,
  remove: true,
  register: true,
  log: true,
  stop: true,
};

const isCell: Guard<Cell> = (value): value is Cell =>
  isFields(value) && isText(value["text"]) && isMaybe(value["number"], isJsonNumber);

const isColumn: Guard<Column> = (value): value is Column =>
  isFields(value) &&
  isText(value["id"]) &&
  (value["group"] === "params" || value["group"] === "metrics") &&
  isText(value["file"]) &&
  isText(value["key"]);

const isRow: Guard<Row> = (value): value is Row =>
  isFields(value) &&
  isText(value["id"]) &&
  isText(value["name"]) &&
  isText(value["state"]) &&
  Object.hasOwn(rowStates, value["state"]) &&
  isMaybe(value["replaces"], isText) &&
  isMaybe(value["parent"], isText) &&
  isMaybe(value["time"], isText) &&
  isMaybe(value["seconds"], isNumber) &&
  isMaybe(value["step"], isNumber) &&
  isMaybe(value["error"], isText) &&
  isRecordOf(value["cells"], isCell);

/** Whether `x` and `y` are there and equally long. */
function hasPoints(value: Fields): boolean {
  const { x, y } = value;
  return isListOf(x, isNumber) && isListOf(y, isJsonNumber) && x.length === y.length;
}

const isCurve: Guard<Curve> = (value): value is Curve =>
  isFields(value) &&
  isText(value["row"]) &&
  isText(value["chart"]) &&
  hasPoints(value) &&
  isCount(value["total"]);

const isKeyMetric: Guard<KeyMetric> = (value): value is KeyMetric =>
  isFields(value) && isText(value["column"]) && (value["better"] === "higher" || value["better"] === "lower");

const isSnapshot: Guard<CompareSnapshot> = (value): value is CompareSnapshot =>
  isFields(value) &&
  isText(value["project"]) &&
  isListOf(value["columns"], isColumn) &&
  isListOf(value["rows"], isRow) &&
  isListOf(value["ticked"], isText) &&
  isListOf(value["curves"], isCurve) &&
  isMaybe(value["keyMetric"], isKeyMetric);

const isTexts: Guard<readonly string[]> = (value): value is readonly string[] => isListOf(value, isText);
const isColumns: Guard<readonly Column[]> = (value): value is readonly Column[] => isListOf(value, isColumn);

const isRowsPatch: Guard<RowsPatch> = (value): value is RowsPatch =>
  isFields(value) &&
  isListOf(value["put"], isRow) &&
  isListOf(value["gone"], isText) &&
  isMaybe(value["order"], isTexts) &&
  isMaybe(value["columns"], isColumns);

const isPointsPatch: Guard<PointsPatch> = (value): value is PointsPatch =>
  isFields(value) &&
  isText(value["row"]) &&
  isText(value["chart"]) &&
  isCount(value["from"]) &&
  hasPoints(value);

const isCurvesPatch: Guard<CurvesPatch> = (value): value is CurvesPatch =>
  isFields(value) && isText(value["row"]) && isListOf(value["curves"], isCurve);

/** By the message's `type`; a new message without a guard does not compile. */
const toCompare: Readonly<Record<ToCompare["type"], (value: unknown) => boolean>> = {
  snapshot: isSnapshot,
  rows: isRowsPatch,
  points: isPointsPatch,
  curves: isCurvesPatch,
  failure: (value) => isFields(value) && isText(value["message"]),
};

const fromCompare: Readonly<Record<FromCompare["type"], (value: unknown) => boolean>> = {
  ready: isFields,
  tick: (value) => isFields(value) && isListOf(value["ids"], isText),
  curves: (value) => isFields(value) && isText(value["row"]),
  act: (value) =>
    isFields(value) &&
    isText(value["row"]) &&
    isText(value["action"]) &&
    Object.hasOwn(rowActions, value["action"]),
  run: isFields,
};

function passes(value: unknown, guards: Readonly<Record<string, (value: unknown) => boolean>>): boolean {
  if (!isFields(value) || !isText(value["type"]) || !Object.hasOwn(guards, value["type"])) return false;
  return guards[value["type"]]?.(value) ?? false;
}

/** Whether it is a whole message from the host to the compare view. */
export function isToCompare(value: unknown): value is ToCompare {
  return passes(value, toCompare);
}

/** Whether it is a whole message from the compare view to the host. */
export function isFromCompare(value: unknown): value is FromCompare {
  return passes(value, fromCompare);
}

const isSort: Guard<CompareSort> = (value): value is CompareSort =>
  isFields(value) && isText(value["column"]) && typeof value["descending"] === "boolean";

/** The number when it is within the limits, else the fallback. */
function within(value: unknown, low: number, high: number, fallback: number): number {
  return isNumber(value) && value >= low && value <= high ? value : fallback;
}

/**
 * Reads what an earlier view left, field by field: whatever is missing or odd (another version wrote it) gets its default
 * instead of losing the rest. Gives the defaults for `undefined`.
 */
export function readCompareState(value: unknown): CompareState {
  const kept: Fields = isFields(value) ? value : {};
  const texts = (name: string): readonly string[] => {
    const list = kept[name];
    return isListOf(list, isText) ? list : [];
  };
  const { slots, widths, filter, sort } = kept;
  return {
    ticked: texts("ticked"),
    slots: isRecordOf(slots, isCount) ? slots : {},
    ...(isSort(sort) ? { sort } : {}),
    filter: isText(filter) ? filter : "",
    onlyChanged: kept["onlyChanged"] === true,
    hidden: texts("hidden"),
    collapsed: texts("collapsed"),
    widths: isRecordOf(widths, isNumber) ? widths : {},
    smoothing: within(kept["smoothing"], 0, 0.99, 0),
    logScale: kept["logScale"] === true,
    split: within(kept["split"], 0.1, 0.9, 0.45),
  };
}

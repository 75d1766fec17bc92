import type { Pipeline } from "#core/pipeline/model";
import type { Problem } from "#core/pipeline/problem";
import { readValues } from "#core/pipeline/formats/read-values";

import { readSeparated, tableOfValues } from "./data-table.ts";
import type { DataTable } from "./data-table.ts";
import { drawTable, extendSeries } from "./draw-table.ts";
import { decodeText } from "./file-source.ts";
import type { FileSource } from "./file-source.ts";
import { unreadable } from "./measured-files.ts";
import { findPlotFiles } from "./plot-files.ts";
import type { PlotFile } from "./plot-files.ts";
import type { PlotTable, Series } from "./series.ts";

/** The curves, tables and pictures of one place. Give it back to read on: then only what was appended is read. */
export interface CurveReading {
  readonly series: readonly Series[];
  readonly tables: readonly PlotTable[];
  /** Paths of pictures. */
  readonly images: readonly string[];
  readonly problems: readonly Problem[];
  readonly files: ReadonlyMap<string, FileReading>;
}

/** What was made of one file, and what tells whether that still holds. */
interface FileReading {
  readonly plot: PlotFile;
  readonly stamp: string;
  readonly series: readonly Series[];
  readonly tables: readonly PlotTable[];
  readonly problems: readonly Problem[];
  /** Where to read on; undefined when the file must be read anew. */
  readonly end: FileEnd | undefined;
}

interface FileEnd {
  /** Bytes up to the end of the last whole line. */
  readonly offset: number;
  /** The last bytes before that: still there if the file only grew, and not written anew. */
  readonly lastBytes: Uint8Array;
  readonly columns: readonly string[];
  readonly rows: number;
}

interface CurveOptions {
  /** The files are being written: a line without its end is left for later. */
  readonly growing?: boolean;
  readonly previous?: CurveReading | undefined;
}

const newline = 0x0a;
const imageName = /\.(jpg|jpeg|gif|png|svg)$/;
const remembered = 64;

/**
 * Reads what the plots of a pipeline draw. A file that did not change since `previous` costs a question for its stamp,
 * one that grew costs the new lines. Files that are not there, as before a first run, are left out.
 */
export async function readCurves(
  pipeline: Pipeline,
  source: FileSource,
  options: CurveOptions = {},
): Promise<CurveReading> {
  const plots = await findPlotFiles(pipeline, source);
  const read = await Promise.all(
    plots.filter(({ file }) => !imageName.test(file)).map((plot) => readPlotFile(plot, source, options)),
  );
  const readings = read.filter((reading) => reading !== undefined);
  return {
    series: readings.flatMap((reading) => reading.series).filter((series) => series.x.length > 0),
    tables: readings.flatMap((reading) => reading.tables),
    images: plots.map((plot) => plot.file).filter((file) => imageName.test(file)),
    problems: readings.flatMap((reading) => reading.problems),
    files: new Map(readings.map((reading) => [reading.plot.file, reading])),
  };
}

async function readPlotFile(
  plot: PlotFile,
  source: FileSource,
  { growing = false, previous }: CurveOptions,
): Promise<FileReading | undefined> {
  // Asked before the content: what is written in between is found at the next question, and not lost.
  const stamp = await source.stamp(plot.file);
  if (stamp === undefined) return undefined;
  const known = previous?.files.get(plot.file);
  const usable = known && JSON.stringify(known.plot) === JSON.stringify(plot) ? known : undefined;
  // What was read while the file grew may lack its last line, so the reading after the end of a run is a new one.
  if (usable?.stamp === stamp && (growing || usable.end === undefined)) return usable;
  const grown = growing && usable ? await readGrowth(usable, stamp, source) : undefined;
  return grown ?? (await readWhole(plot, stamp, source, growing));
}

async function readGrowth(
  known: FileReading,
  stamp: string,
  source: FileSource,
): Promise<FileReading | undefined> {
  const { end, plot } = known;
  const delimiter = delimiterOf(plot.file);
  // While there are no rows it is not known whether they will be numbers or labels.
  if (!end || !delimiter || end.rows === 0) return undefined;
  const bytes = await source.read(plot.file, end.offset - end.lastBytes.length);
  if (!bytes || !startsWith(bytes, end.lastBytes)) return undefined;
  const appended = wholeLines(bytes.subarray(end.lastBytes.length));
  const text = decodeText(appended);
  if (text === undefined) return undefined;
  const table = readSeparated(text, delimiter, plot.header, end.columns);
  const consumed = bytes.subarray(0, end.lastBytes.length + appended.length);
  return {
    ...known,
    stamp,
    series: extendSeries(plot, known.series, table, end.rows),
    end: {
      offset: end.offset + appended.length,
      lastBytes: consumed.slice(-remembered),
      columns: end.columns,
      rows: end.rows + table.rows.length,
    },
  };
}

async function readWhole(
  plot: PlotFile,
  stamp: string,
  source: FileSource,
  growing: boolean,
): Promise<FileReading | undefined> {
  const all = await source.read(plot.file);
  if (!all) return undefined;
  const delimiter = delimiterOf(plot.file);
  const bytes = growing && delimiter ? wholeLines(all) : all;
  const { table, problems } = parse(plot, bytes, delimiter);
  if (!table) return { plot, stamp, series: [], tables: [], problems, end: undefined };
  const { series, tables, missing } = drawTable(plot, table);
  const { columns, rows } = table;
  return {
    plot,
    stamp,
    series,
    tables,
    problems: [...problems, ...missing.map((field) => missingColumn(plot.file, field, table))],
    end:
      growing && tables.length === 0
        ? { offset: bytes.length, lastBytes: bytes.slice(-remembered), columns, rows: rows.length }
        : undefined,
  };
}

function parse(
  plot: PlotFile,
  bytes: Uint8Array,
  delimiter: "," | "\t" | undefined,
): { readonly table: DataTable | undefined; readonly problems: readonly Problem[] } {
  const { file, header } = plot;
  if (!delimiter && !/\.(json|ya?ml)$/.test(file)) {
    return {
      table: undefined,
      problems: [unreadable(file, "a plot is a CSV, TSV, JSON, YAML or picture file")],
    };
  }
  const text = decodeText(bytes);
  if (text === undefined) return { table: undefined, problems: [unreadable(file, "it is not UTF-8 text")] };
  if (delimiter) return { table: readSeparated(text, delimiter, header), problems: [] };
  const { values, problems } = readValues(file, text);
  return { table: values === undefined ? undefined : tableOfValues(values), problems };
}

function missingColumn(file: string, field: string, table: DataTable): Problem {
  const columns = table.columns.map((column) => `"${column}"`).join(", ");
  return unreadable(file, `it has no column "${field}"; its columns are ${columns}`);
}

function delimiterOf(file: string): "," | "\t" | undefined {
  if (file.endsWith(".csv")) return ",";
  return file.endsWith(".tsv") ? "\t" : undefined;
}

function wholeLines(bytes: Uint8Array): Uint8Array {
  return bytes.subarray(0, bytes.lastIndexOf(newline) + 1);
}

function startsWith(bytes: Uint8Array, start: Uint8Array): boolean {
  return bytes.length >= start.length && start.every((byte, index) => byte === bytes[index]);
}

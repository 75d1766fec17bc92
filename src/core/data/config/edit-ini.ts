import type { IniEntry, IniSection, IniSetting, Span } from "#core/pipeline/settings/read-ini";

import { scanIni } from "./scan-ini.ts";

/** One edit of a configuration file. Sections and keys are in lower case, as `scanIni` gives them. */
export type IniChange =
  | { readonly kind: "set"; readonly section: string; readonly key: string; readonly value: string }
  | { readonly kind: "unset"; readonly section: string; readonly key: string }
  | { readonly kind: "remove"; readonly section: string }
  | { readonly kind: "rename"; readonly section: string; readonly to: string };

/**
 * Edits the text of a configuration file. Comments, empty lines and what is not edited stay as they are, which DVC would
 * lose; a section goes with its last setting, unless a comment is left in it. What is not there is not removed.
 * Throws a Failure for a text that cannot be read, and an Error for a value that the format cannot hold.
 * @param file its name, for the failure
 */
export function editIni(file: string, text: string, change: IniChange): string {
  const sections = readSections(text, [...scanIni(file, text)]);
  const section = sections.find(({ name }) => name === change.section);
  if (change.kind === "set") {
    return section === undefined ? addSection(text, sections, change) : setValue(text, section, change);
  }
  if (section === undefined) return text;
  switch (change.kind) {
    case "unset": {
      const setting = section.settings.find(({ key }) => key === change.key);
      if (setting === undefined) return text;
      const isLast = section.settings.length === 1 && !hasComment(text, section);
      return replace(text, isLast ? section : setting, "");
    }
    case "remove":
      return replace(text, section, "");
    case "rename":
      return replace(text, section.header.title, quotedTitle(change.to));
  }
}

/** A section with the lines that belong to it. */
interface Section extends Span {
  readonly name: string;
  readonly header: IniSection;
  readonly settings: readonly IniSetting[];
}

function readSections(text: string, entries: readonly IniEntry[]): readonly Section[] {
  const headers = entries.filter((entry) => entry.kind === "section");
  return headers.map((header, index): Section => {
    const next = headers[index + 1];
    const settings = entries.filter(
      (entry): entry is IniSetting =>
        entry.kind === "setting" &&
        entry.start > header.start &&
        (next === undefined || entry.start < next.start),
    );
    const last = settings.at(-1)?.end ?? header.end;
    const end = next === undefined ? text.length : last + ownPart(text.slice(last, next.start)).length;
    return { name: header.name, header, settings, start: header.start, end };
  });
}

/** Comments right above the next section are about that one. */
function ownPart(between: string): string {
  return between.replace(/(?:(?<=^|\n)[ \t]*#[^\n]*\n)+$/, "");
}

/** Whether a line of the section is a comment. */
function hasComment(text: string, { header, settings, end }: Section): boolean {
  const starts = [header.end, ...settings.map((setting) => setting.end)];
  const ends = [...settings.map((setting) => setting.start), end];
  return starts.some((start, index) => text.slice(start, ends[index]).includes("#"));
}

type Setting = Extract<IniChange, { kind: "set" }>;

/** Remotes come last, as in what DVC writes; any other new section goes before the first of them. */
function addSection(text: string, sections: readonly Section[], { section, key, value }: Setting): string {
  const newline = newlineOf(text);
  const added = `[${quotedTitle(section)}]${newline}${settingLine(key, value, newline)}`;
  const isLast = section.includes('"');
  const next = isLast ? undefined : sections.find(({ name }) => name.includes('"'));
  if (next === undefined) return withLineEnd(text, newline) + added;
  const before = text.slice(0, next.start);
  const at = ownPart(before).length;
  return text.slice(0, at) + added + text.slice(at);
}

function setValue(text: string, section: Section, { key, value }: Setting): string {
  const written = quotedValue(value);
  const existing = section.settings.find((setting) => setting.key === key);
  if (existing !== undefined) {
    // A value that was empty may stand right behind its "=".
    const gap = text.slice(0, existing.written.start).endsWith("=") ? " " : "";
    return replace(text, existing.written, gap + written);
  }
  const newline = newlineOf(text);
  const at = section.settings.at(-1)?.end ?? section.header.end;
  return withLineEnd(text.slice(0, at), newline) + settingLine(key, value, newline) + text.slice(at);
}

function newlineOf(text: string): string {
  return text.includes("\r\n") ? "\r\n" : "\n";
}

function settingLine(key: string, value: string, newline: string): string {
  return `    ${key} = ${quotedValue(value)}${newline}`;
}

function withLineEnd(text: string, newline: string): string {
  return text === "" || text.endsWith("\n") ? text : text + newline;
}

function replace(text: string, { start, end }: Span, by: string): string {
  return text.slice(0, start) + by + text.slice(end);
}

const blanks = " \r\n\v\t";

/** As ConfigObj writes a value, so that DVC rewrites nothing: quotes only where they are needed. */
function quotedValue(value: string): string {
  if (value === "") return '""';
  const needsTriple = (value.includes("'") && value.includes('"')) || value.includes("\n");
  if (!needsTriple) return quotedLine(value);
  const quote = ['"""', "'''"].find((each) => !value.includes(each) && !value.endsWith(each.charAt(0)));
  if (quote === undefined) throw new Error("its quotes cannot be written down");
  return quote + value + quote;
}

function quotedTitle(title: string): string {
  if (/[\r\n]/.test(title) || (title.includes("'") && title.includes('"')))
    throw new Error("its quotes cannot be written down");
  return quotedLine(title);
}

function quotedLine(text: string): string {
  const edges = `${blanks}'"`;
  const isPlain = !edges.includes(text.charAt(0)) && !edges.includes(text.at(-1) ?? "") && !/[,#]/.test(text);
  if (isPlain) return text;
  const quote = text.includes('"') ? "'" : '"';
  return quote + text + quote;
}

import { badConfig } from "#core/data/failures";

import { scanIni } from "./scan-ini.ts";

/** A setting with the line it stands in, from 1. A value with commas outside of quotes is a list. */
export interface Setting {
  readonly value: string | readonly string[];
  readonly line: number;
}

/** By section, then by key, both in lower case as DVC compares them. What stands before any section is in `""`. */
export type Settings = ReadonlyMap<string, ReadonlyMap<string, Setting>>;

/**
 * Reads DVC's configuration format, as {@link scanIni} does, into sections and settings.
 * Throws a Failure that names the file and the line of what DVC refuses as well.
 */
export function parseIni(file: string, text: string): Settings {
  const sections = new Map<string, Map<string, Setting>>();
  let section = openSection(sections, "");
  for (const entry of scanIni(file, text)) {
    if (entry.kind === "section") {
      if (sections.has(entry.name))
        throw badConfig(file, entry.line, `The section [${entry.name}] is there twice; join the two.`);
      section = openSection(sections, entry.name);
      continue;
    }
    const { key, value, line } = entry;
    if (section.has(key)) throw badConfig(file, line, `"${key}" is set twice in the section; keep one.`);
    section.set(key, { value, line });
  }
  return sections;
}

function openSection(sections: Map<string, Map<string, Setting>>, name: string): Map<string, Setting> {
  const section = new Map<string, Setting>();
  sections.set(name, section);
  return section;
}

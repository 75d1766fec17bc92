import { badConfig } from "./failures.ts";

/** A setting with the line it stands in, from 1. A value with commas outside of quotes is a list. */
export interface Setting {
  readonly value: string | readonly string[];
  readonly line: number;
}

/** By section, then by key, both in lower case as DVC compares them. */
export type Settings = ReadonlyMap<string, ReadonlyMap<string, Setting>>;

/**
 * Reads DVC's configuration format, the subset of ConfigObj's INI that it uses: `[section]`, `['remote "name"']`,
 * `key = value`, values in single, double or triple quotes, lists, and comments with `#` only.
 * Throws a Failure that names the file and the line of what DVC refuses as well.
 */
export function parseIni(file: string, text: string): Settings {
  const sections = new Map<string, Map<string, Setting>>();
  let section = openSection(sections, "");
  const lines = text.split(/\r?\n/);
  for (let index = 0; index < lines.length; index++) {
    const line = index + 1;
    const content = lines[index]?.trim() ?? "";
    if (content === "" || content.startsWith("#")) continue;
    const name = sectionName(content);
    if (name !== undefined) {
      if (sections.has(name))
        throw badConfig(file, line, `The section [${name}] is there twice; join the two.`);
      section = openSection(sections, name);
      continue;
    }
    const [, key, rest = ""] = /^([^=\s][^=]*?)\s*=\s*(.*)$/.exec(content) ?? [];
    if (key === undefined) {
      throw badConfig(
        file,
        line,
        `"${content}" is neither a [section] nor "key = value"; comments start with "#".`,
      );
    }
    const { value, used } = readValue(rest, lines.slice(index + 1));
    if (value === undefined)
      throw badConfig(file, line, `The value of "${key}" has an open quote or text after it.`);
    if (section.has(key.toLowerCase()))
      throw badConfig(file, line, `"${key}" is set twice in the section; keep one.`);
    section.set(key.toLowerCase(), { value, line });
    index += used;
  }
  return sections;
}

function openSection(sections: Map<string, Map<string, Setting>>, name: string): Map<string, Setting> {
  const section = new Map<string, Setting>();
  sections.set(name, section);
  return section;
}

function sectionName(content: string): string | undefined {
  const inside = /^\[\s*([^[\]].*?)\s*\]\s*(?:#.*)?$/.exec(content)?.[1];
  return inside === undefined ? undefined : (unquoted(inside) ?? inside).toLowerCase();
}

/** Triple quotes may go on over the next lines; `used` says over how many. */
function readValue(
  rest: string,
  next: readonly string[],
): { readonly value: string | readonly string[] | undefined; readonly used: number } {
  const quote = /^("""|''')/.exec(rest)?.[1];
  if (quote === undefined) return { value: readPlainValue(rest), used: 0 };
  for (let used = 0; used <= next.length; used++) {
    const text = [rest.slice(3), ...next.slice(0, used)].join("\n");
    const end = text.indexOf(quote);
    if (end >= 0)
      return { value: /^\s*(#.*)?$/.test(text.slice(end + 3)) ? text.slice(0, end) : undefined, used };
  }
  return { value: undefined, used: 0 };
}

const item = /\s*("[^"]*"|'[^']*'|[^"',#\s](?:[^,#]*[^,#\s])?)?\s*(,|#.*$|$)/y;

/** One line: items between commas, each plain or in quotes, then perhaps a comment. */
function readPlainValue(text: string): string | string[] | undefined {
  const items: string[] = [];
  let isList = false;
  for (let offset = 0; ;) {
    item.lastIndex = offset;
    const [match, value, end] = item.exec(text) ?? [];
    if (match === undefined) return undefined;
    if (value !== undefined) items.push(unquoted(value) ?? value);
    if (end !== ",") return isList ? items : (items[0] ?? "");
    isList = true;
    offset += match.length;
  }
}

function unquoted(text: string): string | undefined {
  return /^(["'])(.*)\1$/s.exec(text)?.[2];
}

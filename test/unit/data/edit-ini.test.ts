import { describe, expect, test } from "vitest";
import { editIni } from "#core/data/config/edit-ini";
import type { IniChange } from "#core/data/config/edit-ini";
import { parseIni } from "#core/data/config/parse-ini";

const edit = (text: string, ...changes: readonly IniChange[]): string =>
  changes.reduce((before, change) => editIni("config", before, change), text);
const set = (section: string, key: string, value: string): IniChange => ({
  kind: "set",
  section,
  key,
  value,
});
const unset = (section: string, key: string): IniChange => ({ kind: "unset", section, key });

const text = `# Everyone's settings.

[core]
    remote = store  # the one of the team
    autostage = true

# Where it all is.
['remote "store"']
    url = ../store
    # Four are enough for the old machine.
    jobs = 4
[cache]
type = hardlink, "copy"
`;

describe("editing settings", () => {
  test("a value is replaced where it stands, and its comment stays", () => {
    expect(edit(text, set("core", "remote", "new"))).toBe(text.replace("= store  #", "= new  #"));
    expect(edit(text, set("cache", "type", "copy"))).toBe(text.replace('hardlink, "copy"', "copy"));
    expect(edit("[core]\nremote =\n", set("core", "remote", "x"))).toBe("[core]\nremote = x\n");
    expect(edit("[a]\nb = '''one\r\ntwo''' # end\r\n", set("a", "b", "x"))).toBe("[a]\nb = x # end\r\n");
  });

  test("a new setting comes last in its section, and a new section last in the file", () => {
    expect(edit(text, set('remote "store"', "verify", "true"))).toBe(
      text.replace("    jobs = 4\n", "    jobs = 4\n    verify = true\n"),
    );
    expect(edit(text, set('remote "x"', "url", "s3://a"))).toBe(`${text}['remote "x"']\n    url = s3://a\n`);
    expect(edit("", set("core", "remote", "x"))).toBe("[core]\n    remote = x\n");
    expect(edit("[core]", set("core", "a", "b"), set("c", "d", "e"))).toBe(
      "[core]\n    a = b\n[c]\n    d = e\n",
    );
    expect(edit("[core]\r\na = 1\r\n", set("core", "b", "2"))).toBe("[core]\r\na = 1\r\n    b = 2\r\n");
  });

  test("a section goes with its last setting, unless a comment is left in it", () => {
    expect(edit(text, unset("core", "autostage"))).toBe(text.replace("    autostage = true\n", ""));
    expect(edit(text, unset("cache", "type"))).toBe(text.slice(0, text.indexOf("[cache]")));
    expect(edit(text, unset('remote "store"', "url"), unset('remote "store"', "jobs"))).toContain(
      "['remote \"store\"']\n    # Four are enough for the old machine.\n[cache]",
    );
    expect(edit(text, unset("core", "nothing"), unset("nowhere", "x"))).toBe(text);
  });

  test("a section goes with what stands in it, and the comment of the next one stays", () => {
    expect(edit(text, { kind: "remove", section: "core" })).toBe(
      `# Everyone's settings.\n\n${text.slice(text.indexOf("# Where"))}`,
    );
    expect(edit(text, { kind: "remove", section: "nothing" })).toBe(text);
  });

  test("a section is renamed in its line", () => {
    expect(edit(text, { kind: "rename", section: 'remote "store"', to: 'remote "other"' })).toBe(
      text.replace('remote "store"', 'remote "other"'),
    );
  });

  test.each([
    ["plain", "plain"],
    ["", '""'],
    ["a, b", '"a, b"'],
    ["x # y", '"x # y"'],
    [" padded ", '" padded "'],
    ["it's", "it's"],
    ["'quoted'", "\"'quoted'\""],
    ['say "so"', "'say \"so\"'"],
    [`it's "so" so`, `"""it's "so" so"""`],
    [`it's "so"`, `'''it's "so"'''`],
    ["two\nlines", '"""two\nlines"""'],
    ["s3://bucket/a=b", "s3://bucket/a=b"],
  ])("%j is written as %s and read back", (value, written) => {
    const result = edit("", set("core", "x", value));
    expect(result).toBe(`[core]\n    x = ${written}\n`);
    expect(parseIni("config", result).get("core")?.get("x")?.value).toBe(value);
  });

  test("what no quotes can hold is refused", () => {
    expect(() => edit("", set("core", "x", `'''"""`))).toThrow("quotes");
    expect(() => edit("", set(`remote "it's"`, "x", "y"))).toThrow("quotes");
  });
});

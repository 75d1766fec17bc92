import type { Random } from "./random.ts";

/** What people and pastes bring into a file, sound and unsound. */
const pieces = [
  ..."abc:-#'\"[]{}&*!|>%@,. \n\t".split(""),
  "\n  added:\n    cmd: echo added\n",
  "\n    deps:\n      - data/in\n",
  "\n    - item\n",
  "\n      more",
  "  ",
  "\n\n",
  "\r\n",
  "${item}",
  "${",
  "}",
  "- ",
  ": ",
  " # note",
  "\nvars:\n- extra: 1\n",
  "\nstages:\n",
  "\nplots:\n- p.csv\n",
  "&a ",
  "*a",
  "<<: ",
  "|\n      x\n",
  "\n---\n",
  "\n<<<<<<< HEAD\n",
  "outs",
  "\n  half",
];

/** A text after one edit: something typed, taken away, doubled, or moved. */
export function typeSomething(text: string, random: Random): string {
  const at = random.below(text.length + 1);
  const lines = text.split("\n");
  const line = random.below(lines.length);
  switch (random.below(9)) {
    case 0:
    case 1:
    case 2:
      return text.slice(0, at) + random.pick(pieces) + text.slice(at);
    case 3:
    case 4:
      return text.slice(0, at) + text.slice(at + 1 + random.below(3));
    case 5:
      return lines.toSpliced(line, 1).join("\n");
    case 6:
      return lines.toSpliced(line, 0, lines[line] ?? "").join("\n");
    case 7:
      return lines.with(line, `${" ".repeat(random.below(3))}${lines[line] ?? ""}`).join("\n");
    default: {
      const other = random.below(lines.length);
      return lines
        .with(line, lines[other] ?? "")
        .with(other, lines[line] ?? "")
        .join("\n");
    }
  }
}

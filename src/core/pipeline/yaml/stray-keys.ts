import { entriesOf } from "../map-entries.ts";
import { lineStart } from "./line-bounds.ts";
import type { Document, Entry, Node } from "../node.ts";
import type { Problem } from "../problem.ts";
import { pythonText } from "../python/python-text.ts";

/** A stage, and keys at the start of lines below it behind which the stages go on. */
interface Strays {
  readonly stage: Entry | undefined;
  readonly keys: readonly Entry[];
}

/** Tells of keys that lost their indentation: each is one of the stage above it, or a stage itself. */
export function tellStrayKeys({ stage, keys }: Strays, document: Pick<Document, "file" | "text">): Problem[] {
  const { file, text } = document;
  const columns = [stage?.key, entriesOf(stage?.value)[0]?.key].flatMap((key) =>
    key === undefined ? [] : [columnOf(key, text)],
  );
  return keys.map(({ key, value }) => {
    const wanted = columns.findLast((column) => mayHold(column, value, text)) ?? columns[0] ?? 2;
    const at = key.range.start;
    const change = { file, range: { start: at, end: at }, newText: " ".repeat(wanted) };
    return {
      code: "yaml/bad-indent",
      severity: "error",
      message: `'${pythonText(key.value)}' stands at the start of its line, but the stages go on below it: indent it by ${wanted}.`,
      file,
      range: key.range,
      fixes: [{ title: `Indent it by ${wanted}`, changes: [change], preferred: true }],
    };
  });
}

/** Whether a value may belong to a key in a column: its lines are indented deeper, those of a list at least as deep. */
function mayHold(column: number, value: Node, text: string): boolean {
  if (value.kind === "scalar") return true;
  return columnOf(value, text) >= (value.kind === "list" ? column : column + 1);
}

function columnOf({ range: { start } }: Pick<Node, "range">, text: string): number {
  return start - lineStart(text, start);
}

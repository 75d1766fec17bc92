import type { Diagnostic } from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import type { TypedLine } from "./open-documents.ts";

/** Whoever has not typed for so long, in milliseconds, wants to know what is wrong with the line. */
const idleTime = 1000;

/** Behind a dash or a colon a list of what may follow is open, which takes longer to read. */
const choosingTime = 5000;

/**
 * Holds back what is new while one line is typed: a word that is half there is no mistake yet, and neither is what is missed
 * elsewhere for its sake, nor what a line lacks whose next one has just been opened. Once another line is typed, only what is
 * new on that one waits.
 */
export interface HalfTyped {
  /** The diagnostics to show of a document, and remembers them as shown. */
  readonly settle: (
    document: TextDocument,
    items: Diagnostic[],
    typed: TypedLine | undefined,
  ) => Diagnostic[];
  readonly forget: (uri: string) => void;
  readonly dispose: () => void;
}

/**
 * What stood on the line before stays, so that nothing flickers while a word of it is changed.
 *
 * @param idle called with the document when the line has rested and something was held back
 */
export function holdHalfTyped(idle: (uri: string) => void): HalfTyped {
  const shown = new Map<string, Shown>();
  const timers = new Map<string, ReturnType<typeof setTimeout>>();
  const stop = (uri: string) => {
    clearTimeout(timers.get(uri));
    timers.delete(uri);
  };
  const held = (document: TextDocument, items: Diagnostic[], typed: TypedLine): Diagnostic[] => {
    const { uri, lineCount } = document;
    const rest = typed.at + (isOpen(document, typed) ? choosingTime : idleTime) - performance.now();
    const before = shown.get(uri);
    if (rest <= 0 || before === undefined) return items;
    const isSameLine = typed.isFresh || before.line === undefined || before.line === typed.line;
    const moved = lineCount - before.lineCount;
    const ready = items.filter((item) => {
      const { line } = item.range.start;
      const isBelow = line > typed.line || (typed.isFresh && line === typed.line);
      const mayWait = isSameLine || line === typed.line;
      return !mayWait || before.known.has(identity(item, isBelow ? moved : 0));
    });
    if (ready.length < items.length) {
      timers.set(
        uri,
        setTimeout(() => idle(uri), rest),
      );
    }
    return ready;
  };
  return {
    settle: (document, items, typed) => {
      const { uri, lineCount } = document;
      stop(uri);
      const ready = typed === undefined ? items : held(document, items, typed);
      shown.set(uri, { known: new Set(ready.map((item) => identity(item))), lineCount, line: typed?.line });
      return ready;
    },
    forget: (uri) => {
      stop(uri);
      shown.delete(uri);
    },
    dispose: () => timers.forEach((timer) => clearTimeout(timer)),
  };
}

/** Whether a typed line ends where a value begins. */
function isOpen(document: TextDocument, { line }: TypedLine): boolean {
  const start = { line, character: 0 };
  return /(?:^|\s)-\s*$|:\s*$/.test(document.getText({ start, end: { line: line + 1, character: 0 } }));
}

/** What was shown last, of how many lines, and where was typed then. */
interface Shown {
  readonly known: ReadonlySet<string>;
  readonly lineCount: number;
  readonly line: number | undefined;
}

/** The same kind of problem on the same line, which may have moved: its words may change with every letter. */
function identity({ code, range }: Diagnostic, moved = 0): string {
  return `${range.start.line - moved} ${code}`;
}

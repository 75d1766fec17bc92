/** A log as text, fed piece by piece. */
export interface LogText {
  append(piece: string): void;
  /** The whole text so far. */
  text(): string;
}

// Colours, cursor movements and window titles that programs write for a terminal (ECMA-48 CSI and OSC sequences).
const controlSequence =
  // oxlint-disable-next-line no-control-regex -- the control characters of a terminal are what is taken out
  /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\-_])/g;

/**
 * Makes of a terminal's output what an editor can show: control sequences are dropped, and of a line that was
 * rewritten with carriage returns, as progress bars do, the last version is kept. Beyond `limit` characters the
 * beginning is dropped, which the first line says.
 */
export function createLogText(limit = 4_000_000): LogText {
  let done = "";
  let open = "";
  let dropped = false;
  return {
    append: (piece) => {
      const whole = open + piece;
      const end = whole.lastIndexOf("\n") + 1;
      done += plain(whole.slice(0, end));
      open = whole.slice(end);
      if (done.length > limit) {
        done = done.slice(done.indexOf("\n", done.length - limit) + 1);
        dropped = true;
      }
    },
    text: () => `${dropped ? "(the beginning of this log is not shown)\n" : ""}${done}${plain(open)}`,
  };
}

function plain(text: string): string {
  return text
    .replace(controlSequence, "")
    .replace(/\r+\n/g, "\n")
    .replace(/\r+$/, "")
    .replace(/[^\n]*\r/g, "");
}

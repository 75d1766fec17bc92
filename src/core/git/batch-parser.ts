export interface GitObject {
  /** Full id in hex. */
  readonly id: string;
  readonly type: "blob" | "tree" | "commit" | "tag";
  readonly content: Buffer;
}

/** Takes the output of `git cat-file --batch` in pieces of any size. */
export interface BatchParser {
  push(chunk: Buffer): void;
}

interface Header {
  readonly id: string;
  readonly type: GitObject["type"];
  readonly size: number;
}

/**
 * Calls `found` once for each answer: `<id> <type> <size>` LF content LF, or a line that says that there is no such object.
 * Pieces are joined only when an answer is whole, so that a large blob is copied once.
 */
export function createBatchParser(found: (object: GitObject | undefined) => void): BatchParser {
  let header: Header | undefined;
  let chunks: Buffer[] = [];
  let length = 0;

  const join = (): Buffer => {
    const [first, ...others] = chunks;
    const all = first !== undefined && others.length === 0 ? first : Buffer.concat(chunks);
    chunks = [all];
    return all;
  };
  const take = (size: number): Buffer => {
    const all = join();
    chunks = [all.subarray(size)];
    length -= size;
    return all.subarray(0, size);
  };
  const takeLine = (): string | undefined => {
    const end = join().indexOf("\n");
    return end < 0 ? undefined : take(end + 1).toString("utf8", 0, end);
  };
  const takeAnswer = (): boolean => {
    if (header === undefined) {
      const line = takeLine();
      if (line === undefined) return false;
      header = parseHeader(line);
      if (header === undefined) {
        found(undefined);
        return true;
      }
    }
    if (length < header.size + 1) return false;
    const content = take(header.size + 1).subarray(0, header.size);
    const { id, type } = header;
    header = undefined;
    found({ id, type, content });
    return true;
  };
  return {
    push(chunk) {
      chunks.push(chunk);
      length += chunk.length;
      while (takeAnswer());
    },
  };
}

/** Undefined for `<name> missing` and `<name> ambiguous`. */
function parseHeader(line: string): Header | undefined {
  const match = /^([0-9a-f]{40,64}) (blob|tree|commit|tag) (\d+)$/.exec(line);
  const [, id, type, size] = match ?? [];
  if (id === undefined || size === undefined) return undefined;
  return isObjectType(type) ? { id, type, size: Number(size) } : undefined;
}

function isObjectType(type: string | undefined): type is GitObject["type"] {
  return type === "blob" || type === "tree" || type === "commit" || type === "tag";
}

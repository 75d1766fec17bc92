/** What `stat` says of a file that tells whether it is the one of before. Times are milliseconds since 1970. */
export interface FileFacts {
  readonly ino: number;
  readonly size: number;
  readonly mtimeMs: number;
  readonly ctimeMs: number;
}

/**
 * The files of one folder with their facts and hashes. A hundred thousand files have few objects this way: numbers and
 * hashes stand in one block of memory each, in the order of the names.
 */
export interface FolderRecord {
  /** Joined by `/`, which no name holds. */
  readonly names: string;
  readonly count: number;
  /** Four a file, as `factsPerFile` says. */
  readonly facts: Float64Array;
  /** Sixteen a file. */
  readonly hashes: Buffer;
}

export const factsPerFile = 4;
export const hashLength = 16;

/** Names as a record has them. */
export function joinNames(names: readonly string[]): string {
  return names.join("/");
}

/** A record of as many files, to be filled; a file that stays without facts equals no file. */
export function makeRecord(names: readonly string[]): FolderRecord {
  return {
    names: joinNames(names),
    count: names.length,
    facts: new Float64Array(names.length * factsPerFile).fill(Number.NaN),
    hashes: Buffer.alloc(names.length * hashLength),
  };
}

/** The same in memory of its own. */
export function copyRecord(record: FolderRecord): FolderRecord {
  return { ...record, facts: record.facts.slice(), hashes: Buffer.from(record.hashes) };
}

export function namesOf({ names, count }: FolderRecord): string[] {
  return count === 0 ? [] : names.split("/");
}

/** Where each name stands in the record. */
export function placesOf(record: FolderRecord): ReadonlyMap<string, number> {
  return new Map(namesOf(record).map((name, place) => [name, place]));
}

export function setFacts({ facts }: FolderRecord, index: number, file: FileFacts): void {
  const start = index * factsPerFile;
  facts[start] = file.ino;
  facts[start + 1] = file.size;
  facts[start + 2] = file.mtimeMs;
  facts[start + 3] = file.ctimeMs;
}

/** Lets the record equal no file at this place, so that it is hashed again. */
export function clearFacts({ facts }: FolderRecord, index: number): void {
  facts.fill(Number.NaN, index * factsPerFile, (index + 1) * factsPerFile);
}

/** True when the file has not changed since its facts were set. */
export function hasFacts({ facts }: FolderRecord, index: number, file: FileFacts): boolean {
  const start = index * factsPerFile;
  return (
    facts[start] === file.ino &&
    facts[start + 1] === file.size &&
    facts[start + 2] === file.mtimeMs &&
    facts[start + 3] === file.ctimeMs
  );
}

/** @param md5 32 hex digits */
export function setHash({ hashes }: FolderRecord, index: number, md5: string): void {
  hashes.write(md5, index * hashLength, "hex");
}

export function hashAt({ hashes }: FolderRecord, index: number): string {
  return hashes.toString("hex", index * hashLength, (index + 1) * hashLength);
}

/** Copies facts and hash of a file between records. */
export function copyEntry(from: FolderRecord, source: number, to: FolderRecord, target: number): void {
  for (let offset = 0; offset < factsPerFile; offset++) {
    to.facts[target * factsPerFile + offset] = from.facts[source * factsPerFile + offset] ?? Number.NaN;
  }
  from.hashes.copy(to.hashes, target * hashLength, source * hashLength, (source + 1) * hashLength);
}

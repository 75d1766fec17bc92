import { crc32 } from "node:zlib";

import { factsPerFile, hashLength } from "./folder-record.ts";
import type { FileFacts, FolderRecord } from "./folder-record.ts";

/** The facts and the hash of a file that was looked at alone. */
interface KnownFile extends FileFacts {
  readonly md5: string;
  readonly day: number;
}

interface KnownFolder {
  readonly record: FolderRecord;
  readonly day: number;
}

/** A hash that was worked out of others. */
interface Note {
  readonly md5: string;
  readonly day: number;
}

/** All that a stat cache knows, by key. Days are counted from 1970, and are those of the last use. */
export interface Knowledge {
  readonly files: Map<string, KnownFile>;
  readonly folders: Map<string, KnownFolder>;
  readonly notes: Map<string, Note>;
}

/** The part of a cache file that is JSON. */
interface Index {
  readonly files: readonly (readonly [string, KnownFile])[];
  readonly folders: readonly (readonly [key: string, names: string, count: number, day: number])[];
  readonly notes: readonly (readonly [string, Note])[];
}

/** Changes with every change of the format: a file of another one is as good as none. */
const mark = "trnyrd02";
const headerLength = 16;

/**
 * The bytes of a cache file: the mark, the CRC-32 of what follows and its count of files, then the facts of all files
 * (four float64 each), their hashes (16 bytes each), and JSON for the rest. Numbers are in the byte order of the machine.
 */
export function encodeKnowledge({ files, folders, notes }: Knowledge): Buffer {
  const records = [...folders.values()].map(({ record }) => record);
  const index: Index = {
    files: [...files],
    folders: [...folders].map(([key, { record, day }]) => [key, record.names, record.count, day]),
    notes: [...notes],
  };
  const body = Buffer.concat([
    ...records.map(({ facts }) => new Uint8Array(facts.buffer, facts.byteOffset, facts.byteLength)),
    ...records.map(({ hashes }) => hashes),
    Buffer.from(JSON.stringify(index)),
  ]);
  const header = Buffer.alloc(headerLength);
  header.write(mark, "latin1");
  new Uint32Array(header.buffer, header.byteOffset + mark.length, 2).set([
    crc32(body),
    records.reduce((sum, { count }) => sum + count, 0),
  ]);
  return Buffer.concat([header, body]);
}

/** Reads what `encodeKnowledge` wrote. Undefined for what is damaged or of another version. */
export function decodeKnowledge(content: Uint8Array): Knowledge | undefined {
  if (content.length < headerLength) return undefined;
  // A copy begins where numbers may begin.
  const file = Buffer.from(new Uint8Array(content).buffer);
  const [sum, count = 0] = new Uint32Array(file.buffer, mark.length, 2);
  if (file.toString("latin1", 0, mark.length) !== mark) return undefined;
  if (crc32(file.subarray(headerLength)) !== sum) return undefined;
  const hashesStart = headerLength + count * factsPerFile * Float64Array.BYTES_PER_ELEMENT;
  const indexStart = hashesStart + count * hashLength;
  // The sum vouches for it: it is what JSON.stringify made of an Index.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  const index = JSON.parse(file.toString("utf8", indexStart)) as Index;
  let start = 0;
  const folders = index.folders.map(([key, names, size, day]): [string, KnownFolder] => {
    const factsStart = headerLength + start * factsPerFile * Float64Array.BYTES_PER_ELEMENT;
    const hashes = file.subarray(hashesStart + start * hashLength, hashesStart + (start + size) * hashLength);
    start += size;
    const facts = new Float64Array(file.buffer, factsStart, size * factsPerFile);
    return [key, { record: { names, count: size, facts, hashes }, day }];
  });
  return { files: new Map(index.files), folders: new Map(folders), notes: new Map(index.notes) };
}

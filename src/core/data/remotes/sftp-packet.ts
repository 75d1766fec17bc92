/**
 * Packets of the SSH file transfer protocol, version 3, which is what every OpenSSH server speaks
 * (draft-ietf-secsh-filexfer-02, and OpenSSH's PROTOCOL for the extensions).
 */
export const packetTypes = {
  init: 1,
  version: 2,
  open: 3,
  close: 4,
  read: 5,
  write: 6,
  opendir: 11,
  readdir: 12,
  remove: 13,
  mkdir: 14,
  stat: 17,
  rename: 18,
  status: 101,
  handle: 102,
  data: 103,
  name: 104,
  attributes: 105,
  extended: 200,
} as const;

/** Codes of a status packet; `badMessage` also stands for what is not the protocol at all. */
export const statusCodes = {
  ok: 0,
  end: 1,
  noSuchFile: 2,
  permissionDenied: 3,
  failure: 4,
  badMessage: 5,
  unsupported: 8,
} as const;

/** A server says no to a request; `code` is one of `statusCodes`. */
export class SftpStatus extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message || `status ${code}`);
    this.name = "SftpStatus";
    this.code = code;
  }
}

/** How a file is opened. */
export const openFlags = { read: 0x01, write: 0x02, create: 0x08, exclusive: 0x20 } as const;

const attributeFlags = { size: 0x1, owner: 0x2, permissions: 0x4, times: 0x8, extended: 0x8000_0000 };

/** What we read of a file's attributes. */
export interface FileAttributes {
  readonly size: number | undefined;
  readonly isFolder: boolean;
  /** Seconds since 1970. */
  readonly modified: number | undefined;
}

/** A field of a packet: a number of four or eight bytes, or a string with its length before it. */
export type Field = number | bigint | string | Uint8Array;

/** A whole packet; a number is four bytes, a bigint eight. */
export function encodePacket(type: number, fields: readonly Field[]): Buffer {
  const parts = fields.map(encodeField);
  const size = parts.reduce((sum, part) => sum + part.length, 1);
  const head = Buffer.alloc(5);
  head.writeUInt32BE(size, 0);
  head.writeUInt8(type, 4);
  return Buffer.concat([head, ...parts]);
}

/** Attributes that leave everything to the server. */
export const noAttributes = 0;

function encodeField(field: Field): Buffer {
  if (typeof field === "number") {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(field);
    return bytes;
  }
  if (typeof field === "bigint") {
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64BE(field);
    return bytes;
  }
  const content = typeof field === "string" ? Buffer.from(field) : field;
  return Buffer.concat([encodeField(content.length), content]);
}

/** The fields of a packet, read one after the other. Reading beyond its end throws an SftpStatus. */
export interface PacketReader {
  readonly isAtEnd: () => boolean;
  readonly byte: () => number;
  readonly number: () => number;
  readonly bytes: () => Buffer;
  readonly attributes: () => FileAttributes;
}

/** @param packet without its length */
export function readPacket(packet: Buffer): PacketReader {
  let offset = 0;
  const take = (length: number): Buffer => {
    if (offset + length > packet.length)
      throw new SftpStatus(statusCodes.badMessage, "a packet ends before its last field");
    const bytes = packet.subarray(offset, offset + length);
    offset += length;
    return bytes;
  };
  const number = (): number => take(4).readUInt32BE();
  const bytes = (): Buffer => take(number());
  return {
    isAtEnd: () => offset >= packet.length,
    byte: () => take(1).readUInt8(),
    number,
    bytes,
    attributes() {
      const flags = number();
      const has = (flag: number): boolean => (flags & flag) !== 0;
      const size = has(attributeFlags.size) ? Number(take(8).readBigUInt64BE()) : undefined;
      if (has(attributeFlags.owner)) take(8);
      const mode = has(attributeFlags.permissions) ? number() : 0;
      const modified = has(attributeFlags.times) ? take(8).readUInt32BE(4) : undefined;
      const extended = has(attributeFlags.extended) ? number() : 0;
      for (let index = 0; index < extended * 2; index += 1) bytes();
      return { size, isFolder: (mode & formatMask) === folderFormat, modified };
    },
  };
}

/** The bits of a mode that say what kind of file it is, and what they are for a folder. */
const formatMask = 0o170_000;
const folderFormat = 0o040_000;

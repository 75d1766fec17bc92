import type { Readable, Writable } from "node:stream";

import { SftpStatus, encodePacket, packetTypes, readPacket, statusCodes } from "./sftp-packet.ts";
import type { Field, PacketReader } from "./sftp-packet.ts";

/** A conversation with an SFTP server. Many requests may be under way; they are answered in any order. */
export interface SftpSession {
  /** Names of the extensions of the protocol that the server has. */
  readonly extensions: ReadonlySet<string>;
  /**
   * Asks for something and gives the answer, read up to its first field. Throws an SftpStatus for an answer that is not
   * what `expected` says, and the reason of the end when the conversation ends before.
   */
  readonly ask: (type: number, fields: readonly Field[], expected: number) => Promise<PacketReader>;
  /** True once it has ended: then nothing more can be asked. */
  readonly isOver: () => boolean;
}

interface Waiting {
  readonly expected: number;
  readonly resolve: (answer: PacketReader) => void;
  readonly reject: (error: unknown) => void;
}

const protocolVersion = 3;

/** The longest packet that makes sense; anything else is not the protocol, such as the greeting of a login script. */
const longestPacket = 1 << 20;

/**
 * Begins a conversation over the streams of a program that speaks SFTP. Rejects when the other side speaks something
 * else, and with the reason of `ended` when that comes first.
 */
export async function beginSftp(
  streams: { readonly input: Writable; readonly output: Readable },
  ended: Promise<Error>,
): Promise<SftpSession> {
  const waiting = new Map<number, Waiting>();
  const extensions = new Set<string>();
  let broken: Error | undefined;
  let nextId = 0;
  let greet = (): void => undefined;
  let giveUp: (reason: Error) => void = () => undefined;
  const greeted = new Promise<void>((resolve, reject) => {
    greet = resolve;
    giveUp = reject;
  });
  const end = (reason: Error): void => {
    broken ??= reason;
    giveUp(broken);
    for (const { reject } of waiting.values()) reject(broken);
    waiting.clear();
  };
  const receive = (packet: Buffer): void => {
    const reader = readPacket(packet);
    const type = reader.byte();
    if (type === packetTypes.version) {
      reader.number();
      for (; !reader.isAtEnd(); reader.bytes()) extensions.add(reader.bytes().toString("latin1"));
      greet();
      return;
    }
    const id = reader.number();
    const request = waiting.get(id);
    waiting.delete(id);
    if (request === undefined) throw badMessage("it answers what nobody asked");
    answer(request, type, reader);
  };
  splitPackets(
    streams.output,
    (packet) => {
      try {
        receive(packet);
      } catch (error) {
        end(error instanceof Error ? error : new Error(String(error)));
      }
    },
    end,
  );
  streams.input.on("error", () => undefined);
  void ended.then(end);

  streams.input.write(encodePacket(packetTypes.init, [protocolVersion]));
  await greeted;
  return {
    extensions,
    isOver: () => broken !== undefined,
    ask: (type, fields, expected) =>
      new Promise((resolve, reject) => {
        if (broken !== undefined) {
          reject(broken);
          return;
        }
        const id = nextId;
        nextId = (nextId + 1) % 2 ** 32;
        waiting.set(id, { expected, resolve, reject });
        streams.input.write(encodePacket(type, [id, ...fields]));
      }),
  };
}

function answer({ expected, resolve, reject }: Waiting, type: number, reader: PacketReader): void {
  if (type === packetTypes.status) {
    const code = reader.number();
    const message = reader.isAtEnd() ? "" : reader.bytes().toString("utf8");
    if (expected === packetTypes.status && code === statusCodes.ok) resolve(reader);
    else reject(new SftpStatus(code, message));
  } else if (type === expected) resolve(reader);
  else reject(badMessage(`it answers with a packet of type ${type} instead of ${expected}`));
}

/** Calls a function for every packet of a stream, without its length. */
function splitPackets(
  stream: Readable,
  onPacket: (packet: Buffer) => void,
  onError: (error: Error) => void,
): void {
  let chunks: Buffer[] = [];
  let held = 0;
  const lengthOf = (): number | undefined => {
    if (held < 4) return undefined;
    const [first = Buffer.alloc(0)] = chunks;
    if (first.length < 4) chunks = [Buffer.concat(chunks)];
    return chunks[0]?.readUInt32BE(0);
  };
  stream.on("data", (chunk: Buffer) => {
    chunks.push(chunk);
    held += chunk.length;
    for (let length = lengthOf(); length !== undefined; length = lengthOf()) {
      if (length === 0 || length > longestPacket) {
        chunks = [];
        held = 0;
        onError(badMessage("it does not speak SFTP; does a login script print something there?"));
        return;
      }
      if (held < length + 4) return;
      const all = chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
      onPacket(all.subarray(4, length + 4));
      chunks = [all.subarray(length + 4)];
      held -= length + 4;
    }
  });
}

function badMessage(message: string): SftpStatus {
  return new SftpStatus(statusCodes.badMessage, message);
}

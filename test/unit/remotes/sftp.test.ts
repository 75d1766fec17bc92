import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { encodePacket, packetTypes, readPacket, statusCodes } from "#core/data/remotes/sftp-packet";
import { beginSftp } from "#core/data/remotes/sftp-session";

/** A conversation with a server of which every answer is given by hand. */
function begin() {
  const input = new PassThrough();
  const output = new PassThrough();
  let end: (reason: Error) => void = () => undefined;
  const ended = new Promise<Error>((resolve) => {
    end = resolve;
  });
  const session = beginSftp({ input, output }, ended);
  const answer = (type: number, ...fields: (number | string)[]) => output.write(encodePacket(type, fields));
  return { input, output, session, answer, end };
}

test("begins with version 3 and learns the extensions", async () => {
  const { input, session, answer } = begin();
  expect(input.read()).toEqual(Buffer.from([0, 0, 0, 5, 1, 0, 0, 0, 3]));
  answer(packetTypes.version, 3, "fsync@openssh.com", "1");
  expect([...(await session).extensions]).toEqual(["fsync@openssh.com"]);
});

test("gives each answer to whom it belongs, in whatever order and pieces they come", async () => {
  const { output, session, answer } = begin();
  answer(packetTypes.version, 3);
  const { ask } = await session;
  const first = ask(packetTypes.open, ["a", 1, 0], packetTypes.handle);
  const second = ask(packetTypes.remove, ["b"], packetTypes.status);
  const bytes = Buffer.concat([
    encodePacket(packetTypes.status, [1, statusCodes.ok, "", ""]),
    encodePacket(packetTypes.handle, [0, "the handle"]),
  ]);
  for (const byte of bytes) output.write(Buffer.from([byte]));
  expect((await first).bytes().toString()).toBe("the handle");
  await second;
});

test("a refusal of the server is a status", async () => {
  const { session, answer } = begin();
  answer(packetTypes.version, 3);
  const { ask } = await session;
  const asked = ask(packetTypes.stat, ["a"], packetTypes.attributes);
  answer(packetTypes.status, 0, statusCodes.noSuchFile, "No such file", "");
  await expect(asked).rejects.toMatchObject({ code: statusCodes.noSuchFile, message: "No such file" });
});

test("what is under way fails when the program ends, and so does what is asked later", async () => {
  const { session, answer, end } = begin();
  answer(packetTypes.version, 3);
  const { ask, isOver } = await session;
  const asked = ask(packetTypes.stat, ["a"], packetTypes.attributes);
  end(new Error("the line is dead"));
  await expect(asked).rejects.toThrow("the line is dead");
  expect(isOver()).toBe(true);
  await expect(ask(packetTypes.stat, ["a"], packetTypes.attributes)).rejects.toThrow("the line is dead");
});

test("a greeting of a login script is told as what it is", async () => {
  const { output, session } = begin();
  output.write("Welcome to the machine!\n");
  await expect(session).rejects.toThrow(/does not speak SFTP; does a login script print something/u);
});

test("a packet that is cut short is refused", () => {
  expect(() => readPacket(Buffer.from([0, 0, 0, 9, 1])).bytes()).toThrow(/ends before its last field/u);
});

import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { remoteUnreachable } from "#core/data/remotes/failures";
import type { SftpSession } from "#core/data/remotes/sftp-session";
import { openSessions } from "#core/data/remotes/sftp-sessions";

/** Conversations that only say whether they are over, and how many there have been. */
function conversations() {
  const made: { over: boolean }[] = [];
  const begin = async (): Promise<SftpSession> => {
    await delay(5);
    const state = { over: false };
    made.push(state);
    return {
      extensions: new Set(),
      isOver: () => state.over,
      ask: () => Promise.reject(new Error("nothing is asked here")),
    };
  };
  return { made, begin };
}

test("much work at once shares a few conversations", async () => {
  const { made, begin } = conversations();
  const sessions = openSessions("ssh://host/data", 4, begin);
  await Promise.all(Array.from({ length: 50 }, () => sessions.use(() => delay(10))));
  expect(made.length).toBeGreaterThan(1);
  expect(made.length).toBeLessThanOrEqual(4);
});

test("work that comes one after the other needs one", async () => {
  const { made, begin } = conversations();
  const sessions = openSessions("ssh://host/data", 4, begin);
  for (let turn = 0; turn < 3; turn += 1) await sessions.use(() => Promise.resolve());
  expect(made.length).toBe(1);
});

test("one that is over is replaced", async () => {
  const { made, begin } = conversations();
  const sessions = openSessions("ssh://host/data", 4, begin);
  await sessions.use(() => Promise.resolve());
  for (const state of made) state.over = true;
  await sessions.use(() => Promise.resolve());
  expect(made.length).toBe(2);
});

test("a host that was there may come back, one that never was will not", async () => {
  const { made, begin } = conversations();
  let isThere = false;
  const sessions = openSessions("ssh://host/data", 4, () =>
    isThere ? begin() : Promise.reject(remoteUnreachable("ssh://host/data", "no way")),
  );
  const use = () => sessions.use(() => Promise.resolve());
  await expect(use()).rejects.toMatchObject({ kind: "remote-unreachable" });
  isThere = true;
  await use();
  for (const state of made) state.over = true;
  isThere = false;
  await expect(use()).rejects.toMatchObject({ kind: "remote-interrupted" });
});

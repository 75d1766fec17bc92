import { execFile, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { promisify } from "node:util";

import { hasCode } from "#core/data/atomic-write";
import type { Failure } from "#core/failure";

import { remoteInterrupted, remoteRefused, remoteUnreachable } from "./failures.ts";
import { beginSftp } from "./sftp-session.ts";
import type { SftpSession } from "./sftp-session.ts";
import type { SshTarget } from "./ssh-target.ts";

const execute = promisify(execFile);

/** Several conversations with one host, which share one login where the platform has that. */
export interface SshConnections {
  /** Starts another conversation. Throws a Failure when the host cannot be reached or does not let us in. */
  open(): Promise<SftpSession>;
  /** Ends all of them. */
  close(): Promise<void>;
}

/** As sftp(1) does: nothing of the user's settings for interactive logins takes effect; a dead line is noticed. */
const always = [
  ["-T", "-x", "-a"],
  ["-o", "ClearAllForwardings=yes"],
  ["-o", "PermitLocalCommand=no"],
  ["-o", "RemoteCommand=none"],
  ["-o", "ServerAliveInterval=15"],
  ["-o", "ServerAliveCountMax=3"],
].flat();

/** Nothing is connected until the first conversation is opened. */
export function connectSsh(target: SshTarget): SshConnections {
  const running = new Set<SshProcess>();
  let sharing: Promise<Sharing> | undefined;
  return {
    async open() {
      sharing ??= shareLogin(target);
      const { options } = await sharing;
      const args = [...always, ...target.options, ...options, "-s", "--", target.host, "sftp"];
      const started = startSsh(target, args);
      running.add(started);
      void started.ended.then(() => running.delete(started));
      const session = await beginSftp(started, started.ended).catch((error: unknown) => {
        started.stop();
        throw error;
      });
      started.hasBegun();
      return session;
    },
    async close() {
      const ended = [...running].map((each) => each.ended);
      for (const each of running) each.stop();
      await Promise.all(ended);
      await (await sharing)?.remove();
    },
  };
}

interface Sharing {
  readonly options: readonly string[];
  readonly remove: () => Promise<void>;
}

/**
 * The options with which all conversations go over the first one's connection, so that whoever has to type something
 * types it once. Users who have set that up themselves keep what they have.
 */
async function shareLogin({ host, options }: SshTarget): Promise<Sharing> {
  const nothing: Sharing = { options: [], remove: async () => undefined };
  if (process.platform === "win32") return nothing;
  const settings = await execute("ssh", [...options, "-G", "--", host]).then(
    ({ stdout }) => stdout,
    () => "",
  );
  if (/^controlpath (?!none$)/imu.test(settings)) return nothing;
  const folder = await mkdtemp(join(tmpdir(), "trainyard-ssh-"));
  return {
    options: ["-o", "ControlMaster=auto", "-o", `ControlPath=${folder}/c`, "-o", "ControlPersist=no"],
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

interface SshProcess {
  readonly input: Writable;
  readonly output: Readable;
  /** Why the conversation is over: settles when the process has ended. */
  readonly ended: Promise<Failure>;
  /** From now on an end is an interruption, after which a new conversation may do. */
  readonly hasBegun: () => void;
  readonly stop: () => void;
}

function startSsh(target: SshTarget, args: readonly string[]): SshProcess {
  const child = spawn("ssh", args, { stdio: ["pipe", "pipe", "pipe"], windowsHide: true });
  const { url } = target;
  let words = "";
  let begun = false;
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    words = (words + text).slice(-4096);
  });
  const ended = new Promise<Failure>((resolve) => {
    child.once("error", (error) => {
      const reason = hasCode(error, "ENOENT") ? "the program `ssh` is not installed" : error.message;
      resolve(remoteUnreachable(url, reason, error));
    });
    child.once("close", () => resolve(begun ? brokenOff(url, words) : notConnected(target, words)));
  });
  return {
    input: child.stdin,
    output: child.stdout,
    ended,
    hasBegun: () => {
      begun = true;
    },
    stop: () => {
      child.stdin.end();
      child.kill();
    },
  };
}

function brokenOff(url: string, words: string): Failure {
  return remoteInterrupted(url, lastLine(words) ?? "the connection ended");
}

/** What ssh says before the conversation has begun, with the way out that goes with it. */
function notConnected({ url, host, options }: SshTarget, words: string): Failure {
  const line = lastLine(words);
  if (/host key verification failed/iu.test(words)) {
    // Each port may have a key of its own.
    const login = ["ssh", ...options.slice(0, options.indexOf("-o")), host].join(" ");
    return remoteRefused(url, `its host key is not known or has changed; check it with \`${login}\``);
  }
  if (/permission denied/iu.test(words)) {
    return remoteRefused(
      url,
      `${line ?? "permission denied"}; set up a key with \`ssh-copy-id\`, or add it with \`ssh-add\``,
    );
  }
  if (/subsystem request failed/iu.test(words)) {
    return remoteUnreachable(
      url,
      "the SSH server there has no SFTP; turn the subsystem on in its sshd_config",
    );
  }
  return remoteUnreachable(url, line ?? "the connection ended at once");
}

function lastLine(words: string): string | undefined {
  const lines = words.split(/\r?\n/u).map((line) => line.trim());
  return lines.findLast((line) => line !== "")?.replace(/\.$/u, "");
}

import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { freePort } from "../../scripts/setup/free-port.mjs";
import { SetupError } from "../../scripts/setup/process.mjs";
import { requireSshServer } from "../../scripts/setup/ssh-server.mjs";
import { makeTempFolder } from "./temp-folder.ts";

/** A real sshd on the loopback, with a key of its own and an `ssh` that knows it. */
export interface SshServer {
  readonly port: number;
  /** Private key of the user that may log in. */
  readonly key: string;
  /** Settings with which the system's `ssh` reaches it as `lab`. */
  readonly config: string;
  /** A folder with a program `ssh` that uses these settings: for the PATH. */
  readonly programs: string;
  /** Ends the server and every connection to it. */
  readonly stop: () => Promise<void>;
  /** Starts it again on the same port. */
  readonly start: () => Promise<void>;
  readonly remove: () => Promise<void>;
}

/** The server's program; undefined where there is none, and then the tests are skipped. */
const program = findProgram();

export const hasSshServer: boolean = program !== undefined;

function findProgram(): string | undefined {
  try {
    return requireSshServer();
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    process.stderr.write(`skipped: remotes over SSH. ${error.message}\n`);
    return undefined;
  }
}

/** Starts a server on a free port. Only the user who runs the tests can log in. */
export async function startSshServer(): Promise<SshServer> {
  const { folder, remove } = await makeTempFolder();
  const file = (name: string) => path.join(folder, name);
  for (const name of ["host", "user"]) {
    spawnSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", file(name)]);
  }
  const publicKey = (name: string) =>
    spawnSync("ssh-keygen", ["-y", "-f", file(name)], { encoding: "utf8" }).stdout;
  const port = await freePort();
  if (process.getuid?.() === 0) await mkdir("/run/sshd", { recursive: true });
  await writeFile(file("authorized"), publicKey("user"));
  await writeFile(file("known"), `[127.0.0.1]:${port} ${publicKey("host")}`);
  const options = [
    `ListenAddress=127.0.0.1`,
    `HostKey=${file("host")}`,
    `AuthorizedKeysFile=${file("authorized")}`,
    "StrictModes=no",
    "PasswordAuthentication=no",
    "KbdInteractiveAuthentication=no",
    "Subsystem=sftp internal-sftp",
    `PidFile=${file("pid")}`,
  ];
  await writeFile(file("config"), sshConfig({ port, key: file("user"), known: file("known") }));
  await mkdir(file("bin"));
  await writeFile(file("bin/ssh"), `#!/bin/sh\nexec "${realSsh()}" -F "${file("config")}" "$@"\n`);
  await chmod(file("bin/ssh"), 0o755);

  let child: ReturnType<typeof spawn> | undefined;
  const start = async () => {
    child = spawn(
      program ?? "sshd",
      ["-D", "-e", "-p", String(port), "-f", "/dev/null", ...options.flatMap((option) => ["-o", option])],
      { stdio: "ignore", detached: true },
    );
    await untilListening(port);
  };
  const stop = async () => {
    if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    // Its sessions are processes of their own groups; they end when their parent's sockets do.
    const sessions = spawnSync("pgrep", ["-P", String(child.pid)], { encoding: "utf8" })
      .stdout.trim()
      .split("\n");
    child.kill("SIGKILL");
    await ended;
    for (const pid of sessions.filter((each) => each !== "")) killTree(Number(pid));
  };
  await start();
  return {
    port,
    key: file("user"),
    config: file("config"),
    programs: file("bin"),
    start,
    stop,
    async remove() {
      await stop();
      await remove();
    },
  };
}

function sshConfig({ port, key, known }: { port: number; key: string; known: string }): string {
  return [
    "Host lab 127.0.0.1",
    "  HostName 127.0.0.1",
    `  Port ${port}`,
    `  IdentityFile ${key}`,
    "  IdentitiesOnly yes",
    `  UserKnownHostsFile ${known}`,
    "  StrictHostKeyChecking yes",
    "",
  ].join("\n");
}

function realSsh(): string {
  return spawnSync("sh", ["-c", "command -v ssh"], { encoding: "utf8" }).stdout.trim();
}

function killTree(pid: number): void {
  const children = spawnSync("pgrep", ["-P", String(pid)], { encoding: "utf8" })
    .stdout.trim()
    .split("\n");
  for (const child of children.filter((each) => each !== "")) killTree(Number(child));
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It ended by itself.
  }
}

async function untilListening(port: number): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const socket = connect(port, "127.0.0.1");
    const isOpen = await new Promise<boolean>((resolve) => {
      socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    });
    socket.destroy();
    if (isOpen) return;
    await delay(50);
  }
  throw new Error("sshd did not start within five seconds.");
}

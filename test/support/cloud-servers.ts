import { type ChildProcess, spawn } from "node:child_process";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import {
  ensureAzurite,
  ensureGoProgram,
  fakeGcsServer,
  versitygw,
} from "../../scripts/setup/cloud-servers.mjs";
import { freePort } from "../../scripts/setup/free-port.mjs";
import { SetupError } from "../../scripts/setup/process.mjs";
import { makeTempFolder } from "./temp-folder.ts";

/** A server of this machine that speaks the protocol of a cloud. */
export interface CloudServer {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** The folder in which it keeps what it is given. */
  readonly folder: string;
  stop(): Promise<void>;
}

/** The keys that `startS3` takes. */
export const s3Keys = { access_key_id: "trainyard", secret_access_key: "trainyard-secret" };

/** The account that Azurite has, with the key that Microsoft publishes for it. */
export const azuriteAccount = {
  account_name: "devstoreaccount1",
  account_key: "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==",
};

/** Starts a real S3 server with the given buckets; undefined, with the reason printed, where there is none. */
export function startS3(...buckets: readonly string[]): Promise<CloudServer | undefined> {
  return unlessMissing("S3", async () => {
    const program = await ensureGoProgram(versitygw, say);
    return start(buckets, ({ port, folder }) => {
      const keys = ["--access", s3Keys.access_key_id, "--secret", s3Keys.secret_access_key];
      return spawn(program, [...keys, "--port", `127.0.0.1:${port}`, "--quiet", "posix", folder], quiet);
    });
  });
}

/** Starts an emulator of Google Storage with the given buckets; undefined, with the reason printed, where there is none. */
export function startGoogleStorage(...buckets: readonly string[]): Promise<CloudServer | undefined> {
  return unlessMissing("Google Storage", async () => {
    const program = await ensureGoProgram(fakeGcsServer, say);
    return start(buckets, ({ port, folder }) => {
      const address = ["-scheme", "http", "-host", "127.0.0.1", "-port", String(port)];
      const place = ["-public-host", `127.0.0.1:${port}`, "-filesystem-root", folder, "-log-level", "error"];
      return spawn(program, [...address, ...place], quiet);
    });
  });
}

/** Starts Azurite, which has no container yet; undefined, with the reason printed, where there is none. */
export function startAzurite(): Promise<CloudServer | undefined> {
  return unlessMissing("Azure", async () => {
    const script = await ensureAzurite(say);
    return start([], ({ port, folder }) => {
      const address = ["--blobHost", "127.0.0.1", "--blobPort", String(port), "--location", folder];
      return spawn(process.execPath, [script, ...address, "--silent", "--disableTelemetry"], quiet);
    });
  });
}

const quiet = { stdio: "ignore" as const };

const say = (line: string): void => void process.stderr.write(`${line}\n`);

async function unlessMissing(
  cloud: string,
  work: () => Promise<CloudServer>,
): Promise<CloudServer | undefined> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    say(`skipped: the tests against a server for ${cloud}. ${error.message}`);
    return undefined;
  }
}

async function start(
  buckets: readonly string[],
  launch: (address: { port: number; folder: string }) => ChildProcess,
): Promise<CloudServer> {
  const { folder, remove } = await makeTempFolder();
  for (const bucket of buckets) await mkdir(path.join(folder, bucket));
  const port = await freePort();
  const child = launch({ port, folder });
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const url = `http://127.0.0.1:${port}`;
  await answering(url, child);
  return {
    url,
    folder,
    async stop() {
      child.kill();
      await ended;
      await remove();
    },
  };
}

async function answering(url: string, child: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    if (child.exitCode !== null)
      throw new Error(`The server ended with code ${child.exitCode} at its start.`);
    const answer = await fetch(url).catch(() => undefined);
    if (answer !== undefined) return;
    await delay(100);
  }
  throw new Error(`The server does not answer at ${url}.`);
}

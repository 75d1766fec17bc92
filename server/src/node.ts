import { readdirSync, readFileSync, statSync } from "node:fs";
import {
  createConnection,
  ProposedFeatures,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver/node";
import { serve } from "./connection.ts";
import type { Files } from "./workspace/files.ts";

/** A file that is larger is no pipeline that a person wrote. */
const mostBytes = 32 * 1024 * 1024;

/** Reads the disk. Whatever cannot be read counts as absent: another feature of the editor says why. */
const disk: Files = {
  read: (path) => {
    try {
      return statSync(path).size > mostBytes ? undefined : readFileSync(path, "utf8");
    } catch {
      return undefined;
    }
  },
  kind: (path) => {
    try {
      return statSync(path).isDirectory() ? "folder" : "file";
    } catch {
      return undefined;
    }
  },
  list: (folder) => {
    try {
      return readdirSync(folder, { withFileTypes: true }).map((entry) =>
        entry.isDirectory() ? `${entry.name}/` : entry.name,
      );
    } catch {
      return [];
    }
  },
};

serve(
  createConnection(
    ProposedFeatures.all,
    new StreamMessageReader(process.stdin),
    new StreamMessageWriter(process.stdout),
  ),
  { files: disk, pause: () => new Promise((resolve) => setImmediate(resolve)) },
);

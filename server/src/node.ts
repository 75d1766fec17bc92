import { readdirSync, readFileSync, statSync } from "node:fs";
import { homedir } from "node:os";
import {
  createConnection,
  ProposedFeatures,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver/node";
import { settingsFolders } from "#core/pipeline/settings/settings-folders";
import { mostFileBytes } from "#protocol/file-requests";
import { serve } from "./connection.ts";
import { cacheFiles, type Files } from "./workspace/files.ts";

/** Reads the disk. Whatever cannot be read counts as absent: another feature of the editor says why. */
const disk: Files = {
  read: (path) => {
    try {
      return statSync(path).size > mostFileBytes ? undefined : readFileSync(path, "utf8");
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

const { system, user } = settingsFolders({
  platform: process.platform,
  env: process.env,
  home: homedir(),
});

serve(
  createConnection(
    ProposedFeatures.all,
    new StreamMessageReader(process.stdin),
    new StreamMessageWriter(process.stdout),
  ),
  {
    files: cacheFiles(disk),
    sharedSettings: [system, user].map((folder) => `${folder.replaceAll("\\", "/")}/config`),
    pause: () => new Promise((resolve) => setImmediate(resolve)),
  },
);

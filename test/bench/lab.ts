import { spawn } from "node:child_process";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import type { Lab } from "./bench.ts";

/** Where the programs are that the lab runs. */
export interface LabPrograms {
  /** Our command line. */
  readonly cli: string;
  readonly memoryProbe: string;
  readonly serverMemoryProbe: string;
  readonly yamlServer: string | undefined;
  /** The folder with the real `dvc`; undefined where it cannot be had. */
  readonly python: string | undefined;
}

/** Opens a lab in a folder that the caller removes. */
export function openLab(root: string, { cli, python, ...others }: LabPrograms): Lab {
  const dvc = python === undefined ? undefined : path.join(python, "dvc");
  const env = {
    ...process.env,
    DVC_NO_ANALYTICS: "1",
    DVC_SITE_CACHE_DIR: path.join(root, "dvc-site"),
    DVC_GLOBAL_CONFIG_DIR: path.join(root, "dvc-global"),
    DVC_SYSTEM_CONFIG_DIR: path.join(root, "dvc-system"),
  };
  const program: Lab["program"] = (cwd, name, ...args) => runToEnd(cwd, name, args, env);
  let folders = 0;
  return {
    async folder() {
      folders += 1;
      const folder = path.join(root, String(folders));
      await mkdir(folder);
      return folder;
    },
    trainyard: async (cwd, ...args) => {
      await program(cwd, process.execPath, cli, ...args);
    },
    dvc:
      dvc === undefined
        ? undefined
        : async (cwd, ...args) => {
            await program(cwd, dvc, ...args);
          },
    settle: async () => {
      await program(root, "sync");
    },
    program,
    memoryProbe: others.memoryProbe,
    serverMemoryProbe: others.serverMemoryProbe,
    yamlServer: others.yamlServer,
  };
}

function runToEnd(
  cwd: string,
  name: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(name, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    let errors = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (errors += text));
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve(output);
      else
        reject(new Error(`${name} ${args.join(" ")} ended with ${code}: ${(errors || output).slice(-2000)}`));
    });
  });
}

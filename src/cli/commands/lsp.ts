import { once } from "node:events";
import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { Failure } from "#core/failure";
import { type Command } from "../command.ts";
import { wrongUsage } from "../failures.ts";

export const lsp: Command = {
  usage: "",
  summary: "The language server, for any editor that speaks the Language Server Protocol",
  options: {
    stdio: {
      type: "boolean",
      help: "speak on standard input and output: the only way there is, and the default",
    },
  },
  run: async ({ args }) => {
    if (args.positionals.length > 0) throw wrongUsage("'lsp' takes no files: the editor names them.");
    const server = path.join(path.dirname(fileURLToPath(import.meta.url)), "server.js");
    if (!existsSync(server)) {
      const message = `The language server is missing: it belongs beside this program, at '${server}'.`;
      throw new Failure({ kind: "no-language-server", class: "environment", message });
    }
    const closed = once(process.stdin, "close");
    // It is a program of its own, which answers from the moment when it is loaded.
    await import(pathToFileURL(server).href);
    await closed;
    return 0;
  },
};

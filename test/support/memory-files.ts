import type { Platform } from "../../server/src/platform.ts";
import { cacheFiles, type Files } from "../../server/src/workspace/files.ts";

/** A file system that is a table of texts; paths are absolute. */
export function memoryFiles(texts: Readonly<Record<string, string>>): Files {
  const paths = Object.keys(texts);
  const isFolder = (path: string) => paths.some((file) => file.startsWith(`${path}/`));
  return {
    read: (path) => texts[path],
    kind: (path) => (texts[path] === undefined ? (isFolder(path) ? "folder" : undefined) : "file"),
    list: (folder) => {
      const inside = paths
        .filter((path) => path.startsWith(`${folder}/`))
        .map((path) => path.slice(folder.length + 1));
      return [
        ...new Set(inside.map((path) => (path.includes("/") ? path.slice(0, path.indexOf("/") + 1) : path))),
      ];
    },
  };
}

/** Where the machine's own settings of DVC are in that table. */
export const machineSettings = "/etc/xdg/dvc/config";

/** The platform of a server whose files are a table of texts. */
export function memoryPlatform(texts: Readonly<Record<string, string>>): Platform {
  return {
    files: cacheFiles(memoryFiles(texts)),
    sharedSettings: [machineSettings],
    pause: () => new Promise((resolve) => setImmediate(resolve)),
  };
}

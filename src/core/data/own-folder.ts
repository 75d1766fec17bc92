import { join } from "node:path";

/**
 * Where we keep what is only ours, `.dvc/tmp/trainyard`, or a file or folder in it. Git ignores it because DVC ignores
 * `.dvc/tmp`. It need not exist.
 * @param root absolute path of the folder that holds `.dvc`
 */
export function ownFolder(root: string, ...names: readonly string[]): string {
  return join(root, ".dvc", "tmp", "trainyard", ...names);
}

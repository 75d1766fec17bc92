// Where downloads are kept between runs and clones: the platform's own cache folder.
import os from "node:os";
import path from "node:path";

/** Absolute path; `TRAINYARD_CACHE` overrides it. */
export function cacheFolder() {
  const own = process.env["TRAINYARD_CACHE"];
  if (own) return path.resolve(own);
  return path.join(platformCache(), "trainyard");
}

function platformCache() {
  if (process.platform === "win32")
    return process.env["LOCALAPPDATA"] ?? path.join(os.homedir(), "AppData", "Local");
  if (process.platform === "darwin") return path.join(os.homedir(), "Library", "Caches");
  return process.env["XDG_CACHE_HOME"] ?? path.join(os.homedir(), ".cache");
}

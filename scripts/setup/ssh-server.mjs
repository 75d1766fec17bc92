// OpenSSH's server, with which the lab tier tries remotes over SSH.
import { existsSync } from "node:fs";
import { answers, SetupError } from "./process.mjs";

const places = ["/usr/sbin/sshd", "/usr/local/sbin/sshd", "/opt/homebrew/sbin/sshd", "/usr/local/bin/sshd"];

/**
 * Absolute path of `sshd`, which wants to be started by that. Throws a sentence that says what is missing.
 * @returns {string}
 */
export function requireSshServer() {
  if (process.platform === "win32") throw new SetupError("OpenSSH's server is not tried on Windows.");
  if (!answers("ssh", ["-V"])) throw new SetupError("ssh is missing: install OpenSSH's client.");
  const program = places.find((place) => existsSync(place));
  if (program !== undefined) return program;
  throw new SetupError("sshd is missing: install OpenSSH's server (Debian: openssh-server).");
}

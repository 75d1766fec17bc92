export interface Person {
  readonly name: string;
  readonly email: string;
  /** ISO 8601, UTC. */
  readonly time: string;
}

export interface Commit {
  /** Full id. */
  readonly id: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: Person;
  readonly committer: Person;
  /** As committed, line ends at the end included. */
  readonly message: string;
  /** The first line of the message. */
  readonly subject: string;
}

/** Reads a commit object: header lines, an empty line, the message. Headers that we have no use for are skipped. */
export function parseCommit(id: string, content: Buffer): Commit {
  const text = content.toString("utf8");
  const end = text.indexOf("\n\n");
  const message = end < 0 ? "" : text.slice(end + 2);
  const headers = (end < 0 ? text : text.slice(0, end)).split("\n");
  const values = (name: string): string[] =>
    headers.filter((line) => line.startsWith(`${name} `)).map((line) => line.slice(name.length + 1));
  return {
    id,
    tree: values("tree")[0] ?? "",
    parents: values("parent"),
    author: parsePerson(values("author")[0] ?? ""),
    committer: parsePerson(values("committer")[0] ?? ""),
    message,
    subject: message.trimStart().split("\n", 1)[0] ?? "",
  };
}

/** Reads `Name <email> seconds zone`. */
export function parsePerson(text: string): Person {
  const [, name = "", email = "", seconds = "0"] = /^(.*?) ?<(.*?)> (\d+)/.exec(text) ?? [];
  return { name, email, time: isoTime(seconds) };
}

/** ISO 8601 in UTC, of Git's seconds since 1970. */
export function isoTime(seconds: string): string {
  return new Date(Number(seconds) * 1000).toISOString();
}

import { Failure } from "#core/failure";
import { invalidRef, refExists } from "./failures.ts";
import type { Git } from "./git.ts";
import { isoTime } from "./parse-commit.ts";
import { isValidRefName } from "./refs.ts";

/** An annotated tag. */
export interface Tag {
  readonly name: string;
  /** Full id of the tagged commit. */
  readonly commit: string;
  readonly tagger: string;
  readonly email: string;
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly message: string;
}

const fields = [
  "refname:strip=2",
  "*objectname",
  "taggername",
  "taggeremail",
  "taggerdate:unix",
  "contents:subject",
  "contents:body",
];

/** The annotated tags, sorted by name; those without a message or a date are none. */
export async function listTags(git: Git): Promise<Tag[]> {
  // Every field ends with a NUL, which can be in none of them; only a message may hold line ends.
  const format = fields.map((field) => `%(${field})%00`).join("");
  const output = await git.run(["for-each-ref", `--format=${format}`, "refs/tags/"]);
  const values = output.split("\0");
  const tags: Tag[] = [];
  for (let index = 0; index + fields.length < values.length; index += fields.length) {
    const tag = parseTag(values.slice(index, index + fields.length));
    if (tag !== undefined) tags.push(tag);
  }
  return tags;
}

/** Makes an annotated tag; signed where the user's Git is set so. Throws a Failure when the name is taken. */
export async function createTag(
  git: Git,
  tag: { name: string; commit: string; message: string },
): Promise<void> {
  if (!(await isValidRefName(git, `refs/tags/${tag.name}`))) throw invalidRef(tag.name);
  try {
    await git.run(["tag", "--annotate", "--cleanup=verbatim", "--file=-", "--", tag.name, tag.commit], {
      input: tag.message,
    });
  } catch (error) {
    if (error instanceof Failure && /already exists/.test(error.message)) throw refExists(tag.name);
    throw error;
  }
}

function parseTag(values: readonly string[]): Tag | undefined {
  const [name = "", commit = "", tagger = "", email = "", seconds = "", subject = "", body = ""] = values;
  if (commit === "" || seconds === "") return undefined;
  return {
    // The line end after the last field of the tag before.
    name: name.trimStart(),
    commit,
    tagger,
    email: email.replace(/^<|>$/g, ""),
    time: isoTime(seconds),
    message: [subject, body.trimEnd()].filter((part) => part !== "").join("\n\n"),
  };
}

import { expect, test } from "vitest";
import { createBatchParser } from "#core/git/batch-parser";

const id = "a".repeat(40);
const output = Buffer.from(
  `${id} blob 5\nhe\nlo\nHEAD:no such missing\n${id} tree 0\n\nab ambiguous\n${id} commit 3\né!\n`,
);
const answers = ["he\nlo", undefined, "", undefined, "é!"];

test.each([1, 2, 3, 7, 1000])("answers are the same in pieces of %i bytes", (size) => {
  const found: (string | undefined)[] = [];
  const parser = createBatchParser((object) => found.push(object?.content.toString()));
  for (let offset = 0; offset < output.length; offset += size)
    parser.push(output.subarray(offset, offset + size));
  expect(found).toEqual(answers);
});

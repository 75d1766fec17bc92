import { expect, test } from "vitest";

import { notInSource, sourceUnreadable } from "#core/tracking/import/failures";

const url = "https://ada:s3cret@example.com/data.git";

test("a message about a source never shows its password", () => {
  const messages = [
    notInSource("model.bin", url, ["model.pkl"]).message,
    sourceUnreadable(url, `fatal: unable to access '${url}/': 403`).message,
  ];
  for (const message of messages) {
    expect(message).not.toContain("s3cret");
    expect(message).toContain("https://ada:***@example.com/data.git");
  }
});

import { describe, expect, test } from "vitest";

import type { Tag } from "#core/git/tags";
import type { Artifact } from "#core/pipeline/model";
import { readRegistry } from "#core/registry/read-registry";

const first = "1".repeat(40);
const second = "2".repeat(40);

/** `name time commit`, a line a tag. */
function tags(text: string): Tag[] {
  return text
    .trim()
    .split("\n")
    .map((line) => {
      const [name = "", time = "", commit = ""] = line.trim().split(" ");
      return {
        name,
        commit: commit === "second" ? second : first,
        tagger: "Ada",
        email: "ada@example.com",
        time: `2024-01-01T00:00:0${time}Z`,
        message: `About ${name}`,
      };
    });
}

function stagesOf(text: string) {
  return readRegistry(tags(text), [])[0]?.stages;
}

const digits: Artifact = {
  name: "digits",
  fullName: "digits",
  path: "models/digits.json",
  file: "dvc.yaml",
  range: { start: 0, end: 6 },
  type: "model",
  desc: "Reads digits.",
  labels: ["images"],
};

describe("readRegistry", () => {
  test("knows a model from the files alone", () => {
    expect(readRegistry([], [digits])).toEqual([
      {
        name: "digits",
        path: "models/digits.json",
        type: "model",
        description: "Reads digits.",
        labels: ["images"],
        versions: [],
        stages: {},
      },
    ]);
  });

  test("knows a model from tags alone, and sorts models by name", () => {
    const models = readRegistry(tags("other@v0.0.1 7"), [digits]);
    expect(models.map((model) => model.name)).toEqual(["digits", "other"]);
    expect(models[1]).toEqual({
      name: "other",
      labels: [],
      versions: [
        {
          version: "v0.0.1",
          rev: first,
          tag: "other@v0.0.1",
          time: "2024-01-01T00:00:07Z",
          author: "Ada",
          message: "About other@v0.0.1",
          active: true,
        },
      ],
      stages: {},
    });
  });

  test("lists the greatest version first, whatever was registered last", () => {
    const [model] = readRegistry(tags("m@v0.0.10 1 first\nm@v0.0.9 2 second"), []);
    expect(model?.versions.map((version) => version.version)).toEqual(["v0.0.10", "v0.0.9"]);
  });

  test("keeps a deregistered version as inactive, until it is registered again", () => {
    const taken = readRegistry(tags("m@v0.0.1 1\nm@v0.0.1! 2"), []);
    expect(taken[0]?.versions[0]?.active).toBe(false);
    const again = readRegistry(tags("m@v0.0.1 1\nm@v0.0.1! 2\nm@v0.0.1#1 3"), []);
    expect(again[0]?.versions[0]).toMatchObject({ active: true, tag: "m@v0.0.1#1" });
  });

  test("puts the version that was assigned last first in a stage", () => {
    const text = "m@v0.0.1 1 first\nm@v0.0.2 2 second\nm#prod#1 3 second\nm#prod#2 4 first\nm#dev#3 5 first";
    expect(stagesOf(text)).toEqual({ dev: ["v0.0.1"], prod: ["v0.0.1", "v0.0.2"] });
    const reverse = "m@v0.0.1 1 first\nm@v0.0.2 2 second\nm#prod#1 3 first\nm#prod#2 4 second";
    expect(stagesOf(reverse)).toEqual({ prod: ["v0.0.2", "v0.0.1"] });
  });

  test("goes by the tagger's time, not by the counter", () => {
    expect(stagesOf("m@v0.0.1 1\nm#prod#5 2\nm#prod!#4 3")).toEqual({});
    expect(stagesOf("m@v0.0.1 1\nm#prod!#5 2\nm#prod#4 3")).toEqual({ prod: ["v0.0.1"] });
  });

  test("lets the removal win where one second has both", () => {
    expect(stagesOf("m@v0.0.1 1\nm#prod!#1 2\nm#prod#2 2")).toEqual({});
  });

  test("names the commit where an assignment has no version", () => {
    expect(stagesOf("m#dev#1 1")).toEqual({ dev: [first] });
  });

  test("drops assignments of a version that was deregistered", () => {
    expect(stagesOf("m@v0.0.1 1\nm#dev#1 2\nm@v0.0.1! 3")).toEqual({});
  });

  test("says that a model is deprecated, until something else happens to it", () => {
    expect(readRegistry(tags("m@v0.0.1 1\nm@deprecated 2"), [])[0]?.deprecated).toBe(true);
    const revived = readRegistry(tags("m@v0.0.1 1\nm@deprecated 2\nm@v0.0.2 3 second"), []);
    expect(revived[0]?.deprecated).toBeUndefined();
  });

  test("passes over other tags and over @created", () => {
    expect(readRegistry(tags("v1.0.0 1\nm@created 2\nrelease-3 3"), [])).toEqual([]);
  });
});

import { describe, expect, it } from "vitest";
import { buildGraph, selectStages } from "#core/pipeline/graph/graph";
import type { SelectOptions } from "#core/pipeline/graph/graph";
import type { Stage } from "#core/pipeline/model";
import { cpuTime } from "../../support/cpu-time.ts";
import { makeStage } from "../../support/make-stage.ts";

/** a makes x; b makes y of x; c and d need y; e is apart. Defined out of order on purpose. */
const stages: readonly Stage[] = [
  makeStage("d", { deps: ["y"], outs: ["w"] }),
  makeStage("b", { deps: ["x"], outs: ["y"] }),
  makeStage("a", { outs: ["x"] }),
  makeStage("c", { deps: ["y"], outs: ["z"] }),
  makeStage("e", { outs: ["v"] }),
];

function selected(options: Partial<SelectOptions>, from = stages): string {
  return selectStages(buildGraph(from), from, { targets: [], ...options })
    .stages.map((stage) => stage.address)
    .join(" ");
}

describe("buildGraph", () => {
  it("orders producers before those who need them", () => {
    const graph = buildGraph(stages);
    expect(graph.order).toEqual(["a", "b", "d", "c", "e"]);
    expect(graph.upstream.get("b")).toEqual(["a"]);
    expect(graph.downstream.get("b")).toEqual(["d", "c"]);
    expect(graph.problems).toEqual([]);
  });

  it("joins a dependency with outputs inside it and around it", () => {
    const nested = [
      makeStage("whole", { deps: ["data"] }),
      makeStage("part", { deps: ["model/weights/best.pt"] }),
      makeStage("alike", { deps: ["data2"] }),
      makeStage("one", { outs: ["data/one.csv"] }),
      makeStage("two", { outs: ["data/deep/two.csv"] }),
      makeStage("train", { outs: ["model"] }),
    ];
    const { upstream } = buildGraph(nested);
    expect(upstream.get("whole")).toEqual(["one", "two"]);
    expect(upstream.get("part")).toEqual(["train"]);
    expect(upstream.get("alike")).toEqual([]);
  });

  it("counts a generated parameter file as a dependency", () => {
    const generated = [
      makeStage("train", { params: { "best.yaml": ["lr"] } }),
      makeStage("search", { outs: ["best.yaml"] }),
    ];
    expect(buildGraph(generated).order).toEqual(["search", "train"]);
  });

  it("still orders every stage of a cyclic graph", () => {
    const cyclic = [
      makeStage("a", { deps: ["y"], outs: ["x"] }),
      makeStage("b", { deps: ["x"], outs: ["y"] }),
    ];
    const graph = buildGraph(cyclic);
    expect(graph.order).toEqual(["b", "a"]);
    expect(graph.problems.map((problem) => problem.message)).toEqual([
      "'y' closes a cycle: a → b → a. Remove one of these dependencies.",
    ]);
  });

  it("does not slow down with the square of the number of stages", () => {
    const chain = (count: number): Stage[] =>
      Array.from({ length: count }, (_, i) =>
        makeStage(`s${i}`, { deps: [`out/${i - 1}/x`, "src/common.py"], outs: [`out/${i}`] }),
      );
    const time = (count: number): number => {
      const input = chain(count);
      return cpuTime(() => void buildGraph(input));
    };
    time(4000);
    const small = time(4000);
    const large = time(32_000);
    expect(large / small).toBeLessThan(32);
  });
});

describe("selectStages", () => {
  it("takes a target with everything it needs, in run order", () => {
    expect(selected({ targets: ["c"] })).toBe("a b c");
    expect(selected({ targets: ["c", "d"] })).toBe("a b d c");
  });

  it("takes every stage without targets", () => {
    expect(selected({})).toBe("a b d c e");
    expect(selected({ targets: ["c"], allPipelines: true })).toBe("a b d c e");
  });

  it("takes only the targets with singleItem, in the order given", () => {
    expect(selected({ targets: ["c", "a"], singleItem: true })).toBe("c a");
  });

  it("goes the other way with downstream", () => {
    expect(selected({ targets: ["b"], downstream: true })).toBe("b d c");
  });

  it("takes all that hangs together with pipeline", () => {
    expect(selected({ targets: ["c"], pipeline: true })).toBe("a b d c");
  });

  it("does not look behind a frozen stage", () => {
    const frozen = stages.map((stage) => (stage.name === "b" ? { ...stage, frozen: true } : stage));
    expect(selected({ targets: ["c"] }, frozen)).toBe("b c");
    expect(selected({ targets: ["a"], downstream: true }, frozen)).toBe("a");
  });

  it("names what it cannot find and goes on with the rest", () => {
    const selection = selectStages(buildGraph(stages), stages, { targets: ["a", "trian"] });
    expect(selection.unknown).toEqual(["trian"]);
    expect(selection.stages.map((stage) => stage.address)).toEqual(["a"]);
  });

  it.each([
    ["train", "train@a train@b"],
    ["train@b", "train@b"],
    ["sub/dvc.yaml", "sub/dvc.yaml:prep sub/dvc.yaml:fit"],
    ["sub/dvc.yaml:prep", "sub/dvc.yaml:prep"],
    ["sub/model.pkl", "sub/dvc.yaml:fit"],
  ])("understands the target %s", (target, expected) => {
    const group = (key: string) => ({ expansion: { group: "train", key, kind: "foreach" as const } });
    const file = "sub/dvc.yaml";
    const many = [
      makeStage("train@a", group("a")),
      makeStage("train@b", group("b")),
      makeStage("prep", { file }),
      makeStage("fit", { file, outs: ["sub/model.pkl"] }),
    ];
    expect(selected({ targets: [target], singleItem: true }, many)).toBe(expected);
  });
});

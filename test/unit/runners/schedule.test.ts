import { expect, test } from "vitest";

import type { Stage } from "#core/pipeline/model";
import { openSchedule } from "#core/runners/local/schedule";
import { makeStage } from "../../support/make-stage.ts";

/** Gives what begins after what, with so many at once: one letter a stage, those that end in brackets. */
function play(needs: Readonly<Record<string, string>>, jobs: number): string {
  const stages = Object.keys(needs).map((name) => makeStage(name));
  const schedule = openSchedule(stages, ({ name }) => (needs[name] ?? "").split(""));
  const running: Stage[] = [];
  let told = "";
  for (;;) {
    const stage = running.length < jobs ? schedule.next() : undefined;
    if (stage) {
      told += stage.name;
      running.push(stage);
      continue;
    }
    const [first] = running.splice(0, 1);
    if (first === undefined) return told;
    told += `(${first.name})`;
    schedule.finish(first);
  }
}

test("one at a time, stages keep their order", () => {
  expect(play({ a: "", b: "a", c: "", d: "bc" }, 1)).toBe("a(a)b(b)c(c)d(d)");
});

test("several at a time, none begins before what it needs has ended", () => {
  expect(play({ a: "", b: "a", c: "", d: "bc" }, 2)).toBe("ac(a)b(c)(b)d(d)");
  expect(play({ a: "", b: "", c: "", d: "a", e: "a" }, 3)).toBe("abc(a)d(b)e(c)(d)(e)");
});

test("what is not there, or stands later, is not waited for", () => {
  expect(play({ a: "b", b: "ax" }, 2)).toBe("a(a)b(b)");
});

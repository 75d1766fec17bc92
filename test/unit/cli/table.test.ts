import { expect, test } from "vitest";

import { columnsThatFit } from "../../../src/cli/table.ts";

const columns = [{ title: "NAME" }, { title: "STATE" }, { title: "TIME" }];
const rows = [["bright-oak", "success", "1 s"]];

test.each([
  [undefined, 3],
  [0, 3],
  [25, 3],
  [24, 2],
  [3, 1],
])("of three columns, a terminal of %s shows %i", (width, fitting) => {
  expect(columnsThatFit(columns, rows, width)).toBe(fitting);
});

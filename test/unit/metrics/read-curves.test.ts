import { appendFile, mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";

import { afterEach, beforeEach, describe, expect, test } from "vitest";

import type { FileSource } from "#core/metrics/file-source";
import { folderSource } from "#core/metrics/folder-source";
import { readCurves } from "#core/metrics/read-curves";
import { loadPipeline } from "#core/pipeline/load";

import { makeTempFolder } from "../../support/temp-folder.ts";

function pipelineOf(dvcYaml: string) {
  return loadPipeline(["dvc.yaml"], { read: (file) => (file === "dvc.yaml" ? dvcYaml : undefined) });
}

const live = pipelineOf(`
stages:
  train:
    cmd: train
    plots:
      - dvclive/plots/metrics: {cache: false, x: step}
`);

describe("readCurves", () => {
  let temp: Awaited<ReturnType<typeof makeTempFolder>>;
  let source: FileSource;

  beforeEach(async () => {
    temp = await makeTempFolder();
    source = folderSource(temp.folder);
  });
  afterEach(() => temp.remove());

  const write = async (file: string, text: string | Uint8Array) => {
    await mkdir(path.join(temp.folder, path.dirname(file)), { recursive: true });
    await writeFile(path.join(temp.folder, file), text);
  };
  const append = (file: string, text: string) => appendFile(path.join(temp.folder, file), text);

  test("reads the layout of DVCLive, values that are no numbers included", async () => {
    await write("dvclive/plots/metrics/train/loss.tsv", "step\tloss\n0\t0.5\n10\tnan\n20\t-inf\n");
    await write("dvclive/plots/metrics/acc.tsv", "timestamp\tstep\tacc\n1700000000\t3\t1\n");
    expect(await readCurves(live, source)).toMatchObject({
      series: [
        { file: "dvclive/plots/metrics/acc.tsv", field: "acc", x: [3], y: [1] },
        {
          file: "dvclive/plots/metrics/train/loss.tsv",
          field: "loss",
          x: [0, 10, 20],
          y: [0.5, NaN, -Infinity],
        },
      ],
      tables: [],
      problems: [],
    });
  });

  test("is empty before a first run", async () => {
    expect(await readCurves(live, source)).toMatchObject({
      series: [],
      tables: [],
      images: [],
      problems: [],
    });
  });

  test("draws the columns that top-level plots name", async () => {
    await write("log.csv", "epoch,loss,acc,note\n1,0.5,0.7,a\n2,0.4,,b\n3,0.3,0.9,c\n");
    const pipeline = pipelineOf(`
plots:
  - Both: {x: epoch, y: {log.csv: [loss, acc]}}
  - log.csv: {y: loss}
`);
    expect((await readCurves(pipeline, source)).series).toEqual([
      { file: "log.csv", field: "loss", x: [1, 2, 3], y: [0.5, 0.4, 0.3] },
      { file: "log.csv", field: "acc", x: [1, 3], y: [0.7, 0.9] },
    ]);
  });

  test("counts rows where no column is named and there is no step", async () => {
    await write("loss.csv", "0.5\n0.25\n");
    const pipeline = pipelineOf("stages:\n  a:\n    cmd: x\n    plots:\n      - loss.csv: {header: false}\n");
    expect((await readCurves(pipeline, source)).series).toEqual([
      { file: "loss.csv", field: "0", x: [0, 1], y: [0.5, 0.25] },
    ]);
  });

  test("lets the most specific path decide how a file is drawn", async () => {
    await write("plots/a.tsv", "step\tu\tv\n1\t2\t3\n");
    await write("plots/b.tsv", "step\tu\tv\n1\t2\t3\n");
    const pipeline = pipelineOf("plots:\n  - plots: {x: step}\n  - plots/a.tsv: {x: step, y: u}\n");
    const drawn = (await readCurves(pipeline, source)).series.map(({ file, field }) => `${file} ${field}`);
    expect(drawn.toSorted()).toEqual(["plots/a.tsv u", "plots/b.tsv v"]);
  });

  test("gives a confusion matrix and labels as tables", async () => {
    await write("matrix.csv", "actual,predicted\n1,7\n2,2\n");
    await write("names.json", '[{"actual": "cat", "predicted": "dog"}]');
    const pipeline = pipelineOf(`
plots:
  - Confusion: {template: confusion, x: actual, y: {matrix.csv: predicted}}
  - names.json: {x: actual, y: predicted}
`);
    const { series, tables } = await readCurves(pipeline, source);
    expect(series).toEqual([]);
    expect(tables).toEqual([
      {
        file: "matrix.csv",
        columns: ["actual", "predicted"],
        rows: [
          ["1", "7"],
          ["2", "2"],
        ],
      },
      { file: "names.json", columns: ["actual", "predicted"], rows: [["cat", "dog"]] },
    ]);
  });

  test("lists pictures and says what cannot be drawn", async () => {
    await write("plots/a.svg", "<svg/>");
    await write("plots/b.txt", "text");
    await write("plots/c.json", "{broken");
    await write("plots/d.csv", "a,b\n1,2\n");
    await write("plots/e.csv", new Uint8Array([0xff, 0xfe, 0x00]));
    const pipeline = pipelineOf("plots:\n  - plots\n  - plots/d.csv: {y: z}\n");
    const { images, problems, series } = await readCurves(pipeline, source);
    expect(images).toEqual(["plots/a.svg"]);
    expect(series).toEqual([]);
    expect(new Set(problems.map((problem) => problem.file))).toEqual(
      new Set(["plots/b.txt", "plots/c.json", "plots/d.csv", "plots/e.csv"]),
    );
    expect(problems.find((problem) => problem.file === "plots/d.csv")?.message).toBe(
      '"plots/d.csv" cannot be shown: it has no column "z"; its columns are "a", "b".',
    );
  });

  describe("while a run trains", () => {
    const file = "dvclive/plots/metrics/loss.tsv";
    /** Counts what is read, to see that old lines are not read again. */
    const counting = () => {
      let bytes = 0;
      const counted: FileSource = {
        ...source,
        read: async (name, offset) => {
          const result = await source.read(name, offset);
          bytes += result?.length ?? 0;
          return result;
        },
      };
      return { counted, bytes: () => bytes };
    };

    test("reads only what was appended", async () => {
      const rows = Array.from({ length: 5000 }, (_, step) => `${step}\t${1 / (step + 1)}\n`);
      await write(file, `step\tloss\n${rows.join("")}`);
      const first = await readCurves(live, source, { growing: true });
      const unchanged = counting();
      const second = await readCurves(live, unchanged.counted, { growing: true, previous: first });
      expect(second.series).toEqual(first.series);
      expect(unchanged.bytes()).toBe(0);

      await append(file, "5000\t0.125\n");
      const grown = counting();
      const third = await readCurves(live, grown.counted, { growing: true, previous: second });
      expect(third.series[0]?.x).toHaveLength(5001);
      expect([third.series[0]?.x.at(-1), third.series[0]?.y.at(-1)]).toEqual([5000, 0.125]);
      expect(grown.bytes()).toBeLessThan(100);
    });

    test("goes on counting rows where there is no column to draw over", async () => {
      const counted = pipelineOf("plots:\n  - loss.csv\n");
      await write("loss.csv", "loss\n1\n");
      let reading = await readCurves(counted, source, { growing: true });
      for (const line of ["0.5\n0.4\n", "0.3\n"]) {
        await append("loss.csv", line);
        reading = await readCurves(counted, source, { growing: true, previous: reading });
      }
      expect(reading.series).toEqual([
        { file: "loss.csv", field: "loss", x: [0, 1, 2, 3], y: [1, 0.5, 0.4, 0.3] },
      ]);
    });

    test("leaves a line for later that is not finished, and takes it at the end of the run", async () => {
      await write(file, "step\tloss\n1\t0.5\n2\t0.2");
      const first = await readCurves(live, source, { growing: true });
      expect(first.series[0]?.y).toEqual([0.5]);
      await append(file, "5\n3\t0.");
      const second = await readCurves(live, source, { growing: true, previous: first });
      expect(second.series[0]?.y).toEqual([0.5, 0.25]);
      await append(file, "125");
      const last = await readCurves(live, source, { previous: second });
      expect(last.series[0]?.y).toEqual([0.5, 0.25, 0.125]);
    });

    test("starts with a file that has nothing, then a header, then rows", async () => {
      await write(file, "");
      let reading = await readCurves(live, source, { growing: true });
      for (const [text, count] of [
        ["step\t", undefined],
        ["loss\n", undefined],
        ["1\t0.5\n", 1],
        ["2\t0.25\n", 2],
      ] as const) {
        await append(file, text);
        reading = await readCurves(live, source, { growing: true, previous: reading });
        expect(reading.problems).toEqual([]);
        expect(reading.series[0]?.y.length).toBe(count);
      }
    });

    test.each([
      ["shorter", "step\tloss\n1\t9\n"],
      ["longer", `step\tloss\n${"1\t8\n".repeat(90)}`],
    ])("starts anew when the file was written anew and is %s", async (_, text) => {
      await write(file, `step\tloss\n${"1\t0.5\n".repeat(50)}`);
      const first = await readCurves(live, source, { growing: true });
      await rm(path.join(temp.folder, file));
      await write(file, text);
      const second = await readCurves(live, source, { growing: true, previous: first });
      expect(second.series).toEqual((await readCurves(live, source)).series);
    });

    test("finds curves that come later, and drops those that go", async () => {
      await write(file, "step\tloss\n1\t1\n");
      const first = await readCurves(live, source, { growing: true });
      await write("dvclive/plots/metrics/acc.tsv", "step\tacc\n1\t0.5\n");
      const second = await readCurves(live, source, { growing: true, previous: first });
      expect(second.series.map((series) => series.field)).toEqual(["acc", "loss"]);
      await rm(path.join(temp.folder, file));
      const third = await readCurves(live, source, { growing: true, previous: second });
      expect(third.series.map((series) => series.field)).toEqual(["acc"]);
    });

    test("reads a file anew when its definition changed", async () => {
      await write(file, "step\tloss\tacc\n1\t0.5\t0.75\n");
      const first = await readCurves(live, source, { growing: true });
      const other = pipelineOf(`plots:\n  - ${file}: {y: loss}\n`);
      const second = await readCurves(other, source, { growing: true, previous: first });
      expect(second.series.map((series) => series.field)).toEqual(["loss"]);
    });
  });
});

import { costRow, isMet, renderSection, renderTable } from "../../../tools/bench/report";

test("a table lines up, figures to the right", () => {
  expect(
    renderTable(
      ["what", "s"],
      [
        ["a long name", "1"],
        ["b", "12.5"],
      ],
    ).split("\n"),
  ).toEqual(["| what        |    s |", "| ----------- | ---: |", "| a long name |    1 |", "| b           | 12.5 |"]);
});

test.each([
  [0.5, true],
  [0.500001, false],
])("a target of at most 0.5 with %d", (value, met) => {
  expect(isMet({ what: "share", value, limit: 0.5 })).toBe(met);
});

test("a row has the median of each figure, and no memory when a run has none", () => {
  const costs = [
    { wallSeconds: 3, cpuSeconds: 1, peakMib: 10 },
    { wallSeconds: 1, cpuSeconds: 3, peakMib: 30 },
    { wallSeconds: 2, cpuSeconds: 2, peakMib: 20 },
  ];
  expect(costRow("a", costs).figures).toEqual({ "wall s": 2, "CPU s": 2, "peak MiB": 20 });
  expect(costRow("a", [...costs, { wallSeconds: 2, cpuSeconds: 2 }]).figures["peak MiB"]).toBeUndefined();
});

test("a section says what was missed, and what was not measured", () => {
  const text = renderSection({
    title: "Synth",
    rows: [{ what: "ours", figures: { "wall s": 1.234, "peak MiB": undefined } }],
    targets: [
      { what: "share", value: 0.6, limit: 0.5 },
      { what: "time", value: 0.3, limit: 0.4, unit: "s" },
    ],
    notes: ["Nothing else."],
  });
  expect(text).toContain("| ours |   1.23 |        - |");
  expect(text).toContain("| share  |    0.60 |    0.50 | missed |");
  expect(text).toContain("| time   |  0.30 s |  0.40 s |    met |");
  expect(text.endsWith("Nothing else.")).toBe(true);
});

// The week as a person reads it.

import { waitFor } from "@testing-library/svelte";
import { expect, it } from "vitest";
import { week } from "../../../scenes/days";
import { history as scenes } from "../../../scenes/history";
import { find, open, text } from "../../../testing/page";
import { tableOf } from "./figures";

it("the table has the chart's figures, most work first", () => {
  const { rows, totals, total } = tableOf(week, "No project");
  expect(rows.map(({ name }) => name)).toEqual(["Harbour", "Paperwork", "Team", "No project"]);
  expect(rows.reduce((sum, row) => sum + row.total, 0)).toBe(total);
  expect(totals).toEqual(week.days.map(({ worked_seconds }) => worked_seconds));
});

it("the chart has a name with the week's sum", async () => {
  await open(scenes["week-ordinary"]!);
  expect(find('[data-part="chart"]').getAttribute("aria-label")).toContain("31h 33m in all");
  expect(text('[data-part="week-total"]')).toBe("31h 33m");
});

it("the week before is asked for by a day of it", async () => {
  const { user, asked } = await open(scenes["week-ordinary"]!);
  expect(find<HTMLButtonElement>('[data-do="week-after"]').disabled).toBe(true);
  await user.click(find('[data-do="week-before"]'));
  await waitFor(() => expect(asked.filter(({ name }) => name === "week").at(-1)?.given).toEqual({ of: "2026-11-20" }));
});

it("a week without work says what to do", async () => {
  await open(scenes["week-empty"]!);
  await waitFor(() => expect(text("main")).toContain("No work in this week."));
});

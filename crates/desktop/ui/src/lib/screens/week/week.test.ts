// The week as a person reads it.

import { waitFor } from "@testing-library/svelte";
import { expect, it, vi } from "vitest";
import { week } from "../../../scenes/days";
import { running, status } from "../../../scenes/made";
import { history as scenes } from "../../../scenes/history";
import { find, open, text } from "../../../testing/page";
import { tableOf, withMore } from "./figures";

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

it("work since Rust counted is in its day, its project and the sums, and in no other week", () => {
  const total = week.worked_seconds;
  const more = tableOf(withMore(week, { day: "2026-11-27", project: "Harbour", seconds: 600 }), "No project");
  expect(more.total).toBe(total + 600);
  expect(more.totals[4]).toBe(week.days[4]!.worked_seconds + 600);
  expect(more.rows.find(({ project }) => project === "Harbour")?.seconds[4]).toBe(2.6 * 3600 + 600);
  expect(tableOf(withMore(week, { day: "2026-11-28", project: "Garden", seconds: 60 }), "No project").rows.at(-1)).toMatchObject({ name: "Garden", total: 60 });
  expect(withMore(week, { day: "2026-12-04", project: null, seconds: 60 })).toBe(week);
});

it("today's column goes on with the timer", async () => {
  await open({ ...scenes["week-ordinary"]!, status: status({ timer: running() }) });
  await waitFor(() => find("table"));
  const began = performance.now();
  vi.spyOn(performance, "now").mockReturnValue(began + 600_000);
  document.dispatchEvent(new Event("visibilitychange"));
  await waitFor(() => expect(text('[data-part="week-total"]')).toBe("31h 43m"));
  vi.restoreAllMocks();
});

// A week's figures as a table: a row for each project, most work first, a column for each day. Rust counted them.

import type { Day, WeekJson } from "homing-plugin-api";

export type Row = { name: string; project: string | null; seconds: number[]; total: number };
export type WeekTable = { days: Day[]; rows: Row[]; totals: number[]; total: number };

export function tableOf(week: WeekJson, noProject: string): WeekTable {
  const projects = [...new Set(week.days.flatMap(({ projects }) => projects.map(({ project }) => project)))];
  const rows = projects.map((project): Row => {
    const seconds = week.days.map(({ projects }) => projects.find((one) => one.project === project)?.worked_seconds ?? 0);
    return { name: project ?? noProject, project, seconds, total: seconds.reduce((sum, one) => sum + one, 0) };
  });
  rows.sort((a, b) => b.total - a.total);
  return {
    days: week.days.map(({ day }) => day),
    rows,
    totals: week.days.map(({ worked_seconds }) => worked_seconds),
    total: week.worked_seconds,
  };
}

// A week's figures as a table: a row for each project, most work first, a column for each day. Rust counted them.

import type { Day, WeekJson } from "homing-plugin-api";

export type Row = { name: string; project: string | null; seconds: number[]; total: number };
export type WeekTable = { days: Day[]; rows: Row[]; totals: number[]; total: number };

/** Work of a running timer since Rust counted. */
export type More = { day: Day; project: string | null; seconds: number };

/** The week with what was worked since on its day. */
export function withMore(week: WeekJson, { day, project, seconds }: More): WeekJson {
  if (seconds <= 0 || !week.days.some((one) => one.day === day)) return week;
  const days = week.days.map((one) => {
    if (one.day !== day) return one;
    const there = one.projects.some((of) => of.project === project);
    const projects = there
      ? one.projects.map((of) => (of.project === project ? { ...of, worked_seconds: of.worked_seconds + seconds } : of))
      : [...one.projects, { project, worked_seconds: seconds }];
    return { ...one, projects, worked_seconds: one.worked_seconds + seconds };
  });
  return { ...week, days, worked_seconds: week.worked_seconds + seconds };
}

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

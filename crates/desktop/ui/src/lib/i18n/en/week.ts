// Words of the week, in English.

export const week = {
  title: "Week",
  previous: "Week before",
  next: "Week after",
  current: "This week",
  chart: (total: string) => `Hours by day and project, ${total} in all. The table below has the same figures.`,
  table: "Hours by day and project",
  hours: "Hours",
  project: "Project",
  empty: "No work in this week.",
  emptyNext: "Start the timer, or add work by hand in the history.",
};

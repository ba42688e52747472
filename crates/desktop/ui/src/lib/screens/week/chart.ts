// Draws a week with Chart.js: only the parts that a stacked bar chart needs, in a chunk of their own.

import { BarController, BarElement, CategoryScale, Chart, LinearScale, Tooltip } from "chart.js";
import type { WeekTable } from "./figures";
import { hues } from "./hues";

Chart.register(BarController, BarElement, CategoryScale, LinearScale, Tooltip);

export type Drawn = {
  table: WeekTable;
  axis: string;
  day: (day: string) => string;
  hours: (seconds: number) => string;
  long: (seconds: number) => string;
};

/** Draws, and answers with how to take it away again. */
export function draw(canvas: HTMLCanvasElement, { table, axis, day, hours, long }: Drawn): () => void {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string) => style.getPropertyValue(name).trim();
  const colours = hues();
  const ink = token("--ink-soft");
  const font = { family: getComputedStyle(document.body).fontFamily, size: 12 };
  const chart = new Chart(canvas, {
    type: "bar",
    data: {
      labels: table.days.map(day),
      datasets: table.rows.map(({ name, seconds }, i) => ({
        label: name,
        data: seconds,
        backgroundColor: colours[i % colours.length] ?? ink,
        borderColor: token("--surface"),
        borderWidth: { top: 2, right: 0, bottom: 0, left: 0 },
        borderRadius: 3,
        maxBarThickness: 56,
      })),
    },
    options: {
      // It is drawn anew with each change, and a bar on its way says what is not so.
      animation: false,
      maintainAspectRatio: false,
      scales: {
        x: { stacked: true, grid: { display: false }, border: { color: token("--line") }, ticks: { color: ink, font } },
        y: {
          stacked: true,
          beginAtZero: true,
          title: { display: true, text: axis, color: ink, font },
          grid: { color: token("--line") },
          border: { display: false },
          ticks: { color: ink, font, stepSize: stepFor(Math.max(...table.totals)), callback: (value) => hours(Number(value)) },
        },
      },
      plugins: { tooltip: { callbacks: { label: ({ dataset, raw }) => `${dataset.label}: ${long(Number(raw))}` } } },
    },
  });
  return () => chart.destroy();
}

/** Lines of the grid at whole hours, some five of them; at quarters of an hour where there is less than one. */
function stepFor(most: number): number {
  const hour = 3_600;
  return [hour / 4, hour / 2, hour, 2 * hour, 4 * hour].find((step) => most / step <= 6) ?? 6 * hour;
}

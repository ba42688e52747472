// Weighs the built page: its scripts without the chart's own chunk, gzipped, stay under the limit.

import { readFileSync, readdirSync } from "node:fs";
import { gzipSync } from "node:zlib";

const LIMIT_BYTES = 60 * 1024;
const folder = new URL("dist/assets/", import.meta.url);
let sum = 0;
for (const name of readdirSync(folder).filter((name) => name.endsWith(".js"))) {
  const bytes = gzipSync(readFileSync(new URL(name, folder))).length;
  const counted = !name.startsWith("chart-");
  if (counted) sum += bytes;
  console.log(`${name}: ${(bytes / 1024).toFixed(1)} KB gzipped${counted ? "" : " (loaded when a chart is shown, not counted)"}`);
}
console.log(`Scripts in all: ${(sum / 1024).toFixed(1)} KB gzipped; the limit is ${LIMIT_BYTES / 1024} KB.`);
if (sum > LIMIT_BYTES) {
  console.error("The page's scripts are over their limit.");
  process.exit(1);
}

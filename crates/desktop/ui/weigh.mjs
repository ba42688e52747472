// Weighs the built page: the scripts that a window loads to begin with, gzipped, stay under the limit: its own and the
// words of one language. The chart and the screens that a day does without are loaded once they are wanted.

import { readFileSync, readdirSync } from "node:fs";
import { gzipSync } from "node:zlib";

const LIMIT_BYTES = 60 * 1024;
const folder = new URL("dist/assets/", import.meta.url);
const LATER = ["chart-", "later-"];
const WORDS = ["en-", "ru-"];
let sum = 0;
let words = 0;
for (const name of readdirSync(folder).filter((name) => name.endsWith(".js"))) {
  const bytes = gzipSync(readFileSync(new URL(name, folder))).length;
  const later = LATER.some((chunk) => name.startsWith(chunk));
  if (WORDS.some((chunk) => name.startsWith(chunk))) words = Math.max(words, bytes);
  else if (!later) sum += bytes;
  console.log(`${name}: ${(bytes / 1024).toFixed(1)} KB gzipped${later ? " (loaded once it is wanted, not counted)" : ""}`);
}
sum += words;
console.log(`Scripts at the start, in the longer language: ${(sum / 1024).toFixed(1)} KB gzipped; the limit is ${LIMIT_BYTES / 1024} KB.`);
if (sum > LIMIT_BYTES) {
  console.error("The page's scripts are over their limit.");
  process.exit(1);
}

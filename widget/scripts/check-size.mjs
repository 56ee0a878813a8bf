/** Fails when a built script is larger than its budget. Sizes are bytes after gzip. */
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const BUDGETS = { "widget.js": 3 * 1024, "panel.js": 30 * 1024 };

let over = false;
for (const [file, budget] of Object.entries(BUDGETS)) {
  const size = gzipSync(readFileSync(new URL(`../dist/${file}`, import.meta.url)), {
    level: 9,
  }).length;
  over ||= size > budget;
  console.log(`${size > budget ? "OVER" : "ok"}  ${file}: ${size} of ${budget} bytes`);
}
process.exitCode = over ? 1 : 0;

/**
 * Compresses the build output (the gateway sends `.br` and `.gz` files to browsers that accept
 * them), and fails when a visitor's download exceeds its budget. Sizes are bytes after gzip.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { brotliCompressSync, gzipSync } from "node:zlib";

const DIST = new URL("../dist/", import.meta.url);

const BUDGETS = [
  { files: ["widget.js"], budget: 3 * 1024 },
  { files: ["assets/panel.js", "assets/en.js"], budget: 30 * 1024 },
  { files: ["assets/panel.js", "assets/fa.js"], budget: 30 * 1024 },
];

const zipped = new Map();
for (const file of readdirSync(DIST, { recursive: true })) {
  if (!file.endsWith(".js")) continue;
  const code = readFileSync(new URL(file, DIST));
  zipped.set(file, gzipSync(code, { level: 9 }));
  writeFileSync(new URL(`${file}.gz`, DIST), zipped.get(file));
  writeFileSync(new URL(`${file}.br`, DIST), brotliCompressSync(code));
}

for (const { files, budget } of BUDGETS) {
  const size = files.map((file) => zipped.get(file).length).reduce((sum, each) => sum + each);
  const over = size > budget;
  console.log(`${over ? "OVER" : "ok"}  ${files.join(" + ")}: ${size} of ${budget} bytes`);
  if (over) process.exitCode = 1;
}

/**
 * Compresses the build output (the gateway sends `.br` and `.gz` files to browsers that accept
 * them), and fails when a visitor's download exceeds its budget. Sizes are bytes after gzip.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { brotliCompressSync, gzipSync } from "node:zlib";

const DIST = new URL("../dist/", import.meta.url);
const KB = 1024;

const sizes = new Map();
for (const file of readdirSync(DIST, { recursive: true })) {
  if (!file.endsWith(".js")) continue;
  const code = readFileSync(new URL(file, DIST));
  const zipped = gzipSync(code, { level: 9 });
  sizes.set(file, zipped.length);
  writeFileSync(new URL(`${file}.gz`, DIST), zipped);
  writeFileSync(new URL(`${file}.br`, DIST), brotliCompressSync(code));
}

const sizeOf = (files) => files.reduce((sum, file) => sum + sizes.get(file), 0);
const atNeed = [...sizes.keys()].filter((file) => /^assets\/(part-|sdk)/.test(file)).sort();
const first = (language) => ["assets/panel.js", `assets/${language}.js`];

for (const file of atNeed) console.log(`    ${file}: ${sizes.get(file)} bytes`);

const BUDGETS = [
  { what: "launcher", files: ["widget.js"], budget: 3 * KB },
  { what: "first panel, in English", files: first("en"), budget: 32 * KB },
  { what: "first panel, in Persian", files: first("fa"), budget: 32 * KB },
  {
    what: "all of it, in Persian",
    files: ["widget.js", ...first("fa"), ...atNeed],
    budget: 60 * KB,
  },
];

for (const { what, files, budget } of BUDGETS) {
  const size = sizeOf(files);
  const over = size > budget;
  console.log(`${over ? "OVER" : "ok"}  ${what}: ${size} of ${budget} bytes`);
  if (over) process.exitCode = 1;
}

/**
 * Builds panel, texts, SDK and parts, then the launcher, which names their version; packs them all.
 * `vite.config.ts` tells what each mode is.
 */
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const root = fileURLToPath(new URL("..", import.meta.url));
const parts = readdirSync(new URL("../src/parts/", import.meta.url), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => `part-${name}`);

for (const mode of ["panel", "en", "fa", "sdk", ...parts, "launcher"]) {
  await build({ root, mode, logLevel: "warn" });
}
await import("./pack.mjs");

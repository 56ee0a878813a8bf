import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { defineConfig } from "vitest/config";

const read = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8");

/** The launcher's texts as they stand in the catalogues, without the rest of them. */
function launcherTexts() {
  const of = (language: string) => {
    const texts: Record<string, string> = JSON.parse(read(`./src/catalogue/${language}.json`));
    const own = Object.entries(texts).filter(([key]) => key.startsWith("launcher."));
    return Object.fromEntries(own.map(([key, text]) => [key.replace("launcher.", ""), text]));
  };
  return { en: of("en"), fa: of("fa") };
}

/** Changes with the panel, so that browsers may cache it for good. */
const panelVersion = () =>
  createHash("sha256").update(read("./dist/panel.js")).digest("hex").slice(0, 12);

/** Two classic scripts: `--mode panel` first, then `--mode launcher`, which names its version. */
export default defineConfig(({ mode }) => ({
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  define: {
    __LAUNCHER_TEXTS__: JSON.stringify(launcherTexts()),
    __PANEL_VERSION__: JSON.stringify(mode === "launcher" ? panelVersion() : "test"),
    "process.env.NODE_ENV": JSON.stringify(mode === "test" ? "test" : "production"),
  },
  build: {
    target: "es2022",
    emptyOutDir: mode === "panel",
    lib:
      mode === "launcher"
        ? {
            entry: "src/launcher/launcher.ts",
            formats: ["iife"],
            name: "FiruzeLauncher",
            fileName: () => "widget.js",
          }
        : {
            entry: "src/panel/main.tsx",
            formats: ["iife"],
            name: "FiruzePanelScript",
            fileName: () => "panel.js",
          },
  },
  test: { environment: "happy-dom" },
}));

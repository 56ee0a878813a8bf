import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { minify } from "terser";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

const read = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8");

type Build = { entry: string; file: string };

/** Classic scripts, one mode each. */
const BUILDS: Record<string, Build> = {
  panel: { entry: "src/panel/main.tsx", file: "assets/panel" },
  en: { entry: "src/catalogue/en.ts", file: "assets/en" },
  fa: { entry: "src/catalogue/fa.ts", file: "assets/fa" },
  sdk: { entry: "src/sdk/sdk.ts", file: "assets/sdk" },
  launcher: { entry: "src/launcher/launcher.ts", file: "widget" },
};

/** The parts that the panel loads at need: `part-cards` is `src/parts/cards/part.ts`. */
const partOf = (mode: string) => /^part-(\w+)$/.exec(mode)?.[1];

function buildOf(mode: string): Build | undefined {
  const part = partOf(mode);
  return part ? { entry: `src/parts/${part}/part.ts`, file: `assets/${mode}` } : BUILDS[mode];
}

/** The launcher's texts, copied from the catalogues without the rest. */
function launcherTexts() {
  const of = (language: string) => {
    const texts: Record<string, string> = JSON.parse(read(`./src/catalogue/${language}.json`));
    const own = Object.entries(texts).filter(([key]) => key.startsWith("launcher."));
    return Object.fromEntries(own.map(([key, text]) => [key.replace("launcher.", ""), text]));
  };
  return { en: of("en"), fa: of("fa") };
}

/** The panel's scripts of texts go without the launcher's, which has them built in. */
function withoutLauncherTexts(): Plugin {
  return {
    name: "without-launcher-texts",
    apply: (_config, { mode }) => mode === "en" || mode === "fa",
    enforce: "pre",
    transform(code, id) {
      if (!/catalogue\/(en|fa)\.json$/.test(id)) return null;
      const texts = Object.entries(JSON.parse(code));
      return JSON.stringify(
        Object.fromEntries(texts.filter(([key]) => !key.startsWith("launcher."))),
      );
    },
  };
}

/** Changes with what the launcher loads, so that browsers may cache it forever. */
function assetsVersion() {
  const hash = createHash("sha256");
  const files = readdirSync(new URL("./dist/assets/", import.meta.url)).sort();
  for (const file of files) if (file.endsWith(".js")) hash.update(read(`./dist/assets/${file}`));
  return hash.digest("hex").slice(0, 8);
}

const KIT = "firuze:kit";
const PANELS = /node_modules\/(@preact|preact|uuid)\/|widget\/src\/(kit|lean|panel|catalogue)\b/;

/** A part takes what the panel has from the panel's kit, and may bundle none of it again. */
function kitOfThePanel(part: string | undefined): Plugin {
  return {
    name: "kit-of-the-panel",
    apply: (_config, { mode }) => partOf(mode) !== undefined,
    enforce: "pre",
    resolveId(source, from = "") {
      const shared = /\/kit$|^preact\/jsx-runtime$/.test(source);
      return shared && /widget\/src\/parts\//.test(from) ? { id: KIT, external: true } : null;
    },
    generateBundle(_options, bundle) {
      for (const file of Object.values(bundle)) {
        const twice = file.type === "chunk" && file.moduleIds.find((id) => PANELS.test(id));
        if (twice) this.error(`part ${part} bundles ${twice}: import it from src/kit.ts`);
      }
    },
  };
}

/**
 * Smaller replacements for libraries, for the budget of `pack.mjs`; tests compare them with the originals.
 * Instead of socket.io-client stands a connection of our own: one namespace, text only, without WebTransport,
 * which the gateway does not speak, and polling with `fetch`.
 */
function leanLibraries(): Plugin {
  const swaps: [source: RegExp, swap: string][] = [
    [/^socket\.io-client$/, "sockets"],
    [/^uuid$/, "uuid"],
    [/^preact\/jsx-runtime$/, "jsx"],
  ];
  return {
    name: "lean-libraries",
    enforce: "pre",
    resolveId(source, from = "") {
      const found =
        /(client|widget)\/src\//.test(from) && swaps.find(([what]) => what.test(source));
      return found ? fileURLToPath(new URL(`./src/lean/${found[1]}.ts`, import.meta.url)) : null;
    },
  };
}

/**
 * Property names that neither browser nor wire know, so the minifier may shorten them: those that
 * begin with an underscore, by convention of every library in here, and what Preact asks of class
 * components, of which there are none.
 */
const INNER = new RegExp(
  `^(?:_[a-z].*|${[
    ...["componentWillMount", "componentDidMount", "componentWillUpdate", "componentDidUpdate"],
    ...["componentWillUnmount", "componentWillReceiveProps", "componentDidCatch"],
    ...["shouldComponentUpdate", "getDerivedStateFromProps", "getDerivedStateFromError"],
    ...["getSnapshotBeforeUpdate", "getChildContext", "debounceRendering"],
  ].join("|")})$`,
);

/** A second minifier after Vite's: together they save more than either does. */
function minifyAgain(): Plugin {
  return {
    name: "minify-again",
    async generateBundle(_options, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type !== "chunk") continue;
        const { code } = await minify(file.code, {
          ecma: 2020,
          compress: {
            passes: 3,
            pure_getters: true,
            unsafe_arrows: true,
            unsafe_methods: true,
          },
          mangle: { properties: { regex: INNER } },
        });
        file.code = code ?? file.code;
      }
    },
  };
}

export default defineConfig(({ mode }) => {
  const build = buildOf(mode);
  return {
    plugins: [kitOfThePanel(partOf(mode)), withoutLauncherTexts(), leanLibraries(), minifyAgain()],
    oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
    define: {
      __LAUNCHER_TEXTS__: JSON.stringify(launcherTexts()),
      __VERSION__: JSON.stringify(mode === "launcher" ? assetsVersion() : "0"),
      "process.env.NODE_ENV": JSON.stringify(mode === "test" ? "test" : "production"),
    },
    build: {
      target: "es2022",
      emptyOutDir: mode === "panel",
      // No module has side effects on import, except the entry of each build.
      rolldownOptions: {
        treeshake: { moduleSideEffects: false },
        output: { globals: { [KIT]: "FiruzePanel.kit" } },
      },
      ...(build && {
        lib: {
          entry: build.entry,
          formats: ["iife"],
          name: `Firuze_${mode.replace("-", "_")}`,
          fileName: () => `${build.file}.js`,
        },
      }),
    },
    // The libraries are resolved as in a build, replacements and all; Node 20 hides its WebSocket.
    test: { environment: "node", execArgv: ["--experimental-websocket"] },
  };
});

import { defineConfig } from "vite";

/** The gateway's address while the console runs under `npm run dev`. */
const GATEWAY = "http://127.0.0.1:8000";

export default defineConfig({
  base: "/console/",
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: { target: "es2022", assetsInlineLimit: 0, sourcemap: false },
  server: {
    port: 5181,
    proxy: { "/api": GATEWAY, "/socket.io": { target: GATEWAY, ws: true } },
  },
});

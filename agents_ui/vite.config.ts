// One configuration, four outputs chosen by --mode: the console, the widget's app, the loader and the tracker.
import { fileURLToPath } from "node:url";

import vue from "@vitejs/plugin-vue";
import { defineConfig, type Rollup, type UserConfig } from "vite";

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));

const common: UserConfig = {
  plugins: [vue()],
  resolve: { alias: { "@shared": path("./shared"), "@console": path("./console") } },
  define: {
    __VUE_OPTIONS_API__: "false",
    __VUE_PROD_DEVTOOLS__: "false",
    __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: "false",
  },
};

/** For `npm run dev`: pages from here with hot reload, everything else from a server on its usual port. */
const SERVER = process.env.CC_DEV_SERVER ?? "http://127.0.0.1:8000";
const server: UserConfig["server"] = {
  // The host stays ours: the server takes writes and sockets only from its own origin.
  proxy: {
    "/api": { target: SERVER, changeOrigin: false },
    "/console/socket": { target: SERVER.replace(/^http/, "ws"), ws: true, changeOrigin: false },
  },
};

/** A page with hashed assets; nothing is inlined, so that the page runs under script-src 'self'. */
function page(root: string, name: string): UserConfig {
  return {
    ...common,
    root: path(root),
    base: `/${name}/`,
    publicDir: false,
    server,
    build: {
      outDir: path(`./dist/${name}`),
      emptyOutDir: true,
      manifest: true,
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      target: "es2022",
      reportCompressedSize: false,
    },
  };
}

function oneLine(file: Rollup.OutputChunk | Rollup.OutputAsset): void {
  if (file.type === "chunk") file.code = file.code.replaceAll("\n", "");
}

/** One self-contained script that any site can include; no module syntax, no dependency. */
function script(file: string, name: string): UserConfig {
  return {
    publicDir: false,
    resolve: common.resolve,
    // What is left of lines after minifying is in style sheets.
    plugins: [{ name: "one-line", generateBundle: (_, files) => Object.values(files).forEach(oneLine) }],
    build: {
      outDir: path("./dist"),
      emptyOutDir: false,
      target: "es2020",
      reportCompressedSize: false,
      lib: { entry: path(`./widget/${file}.ts`), formats: ["iife"], name, fileName: () => `${file}.js` },
    },
  };
}

export default defineConfig(({ mode, command }) => {
  if (command === "serve") return page("./console", "console");
  if (mode === "widget") return { ...page("./widget/app", "widget"), mode: "production" };
  if (mode === "loader") return { ...script("loader", "ContactCenterLoader"), mode: "production" };
  if (mode === "tracker") return { ...script("tracker", "ContactCenterTracker"), mode: "production" };
  return { ...page("./console", "console"), mode: "production" };
});

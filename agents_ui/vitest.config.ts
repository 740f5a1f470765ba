import { fileURLToPath } from "node:url";

import vue from "@vitejs/plugin-vue";
import { defineConfig } from "vitest/config";

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));

export default defineConfig({
  plugins: [vue()],
  resolve: { alias: { "@shared": path("./shared"), "@console": path("./console") } },
  test: {
    environment: "happy-dom",
    include: ["{console,widget,shared}/**/*.test.ts"],
    maxWorkers: 2,
    restoreMocks: true,
  },
});

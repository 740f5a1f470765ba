import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, it } from "vitest";

import { filePaths } from "../../files/icons";
import { laterPaths } from "./later";
import { paths } from "./paths";
import { widgetPaths } from "./widget";

const widget = join(import.meta.dirname, "../../../widget/app");

it("the widget has every icon that its components name", () => {
  for (const file of readdirSync(widget, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".vue"))) {
    const source = readFileSync(join(widget, file), "utf8");
    const there = { ...widgetPaths, ...(/[\\/]/.test(file) && { ...filePaths, ...laterPaths }) };
    for (const [tag] of source.matchAll(/<Icon [^>]*>/g)) {
      const names = [...tag.matchAll(/["']([a-zA-Z]+)["']/g)].map(([, name]) => name!).filter((name) => name in paths);
      for (const name of names) expect(Object.keys(there), file).toContain(name);
    }
  }
});

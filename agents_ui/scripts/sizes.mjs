// Prints the gzip sizes of what a page loads first, and fails when one is over its budget.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const DIST = join(import.meta.dirname, "..", "dist");
const KB = 1024;

const gzip = (file) => gzipSync(readFileSync(join(DIST, file)), { level: 9 }).length;

/** The page itself, its entry, and everything the entry imports statically, with their styles. */
function initialLoad(app) {
  const manifest = JSON.parse(readFileSync(join(DIST, app, ".vite/manifest.json"), "utf8"));
  const files = new Set(["index.html"]);
  const seen = new Set();
  const visit = (key) => {
    if (seen.has(key)) return;
    seen.add(key);
    const chunk = manifest[key];
    files.add(chunk.file);
    chunk.css?.forEach((file) => files.add(file));
    chunk.imports?.forEach(visit);
  };
  Object.keys(manifest).filter((key) => manifest[key].isEntry).forEach(visit);
  return [...files].reduce((sum, file) => sum + gzip(join(app, file)), 0);
}

/** One part that comes later, with its styles. */
function part(app, name) {
  const manifest = JSON.parse(readFileSync(join(DIST, app, ".vite/manifest.json"), "utf8"));
  const { file, css = [] } = manifest[name];
  return [file, ...css].reduce((sum, file) => sum + gzip(join(app, file)), 0);
}

const rows = [
  { name: "loader", bytes: gzip("loader.js"), budget: 3 * KB },
  { name: "tracker", bytes: gzip("tracker.js"), budget: 6 * KB },
  { name: "widget", bytes: initialLoad("widget"), budget: 45 * KB },
  { name: "avatar", bytes: part("widget", "bot/BotFace.vue"), budget: 4 * KB },
  { name: "console", bytes: initialLoad("console"), budget: null },
];
const over = rows.filter((row) => row.budget !== null && row.bytes > row.budget);

if (process.argv.includes("--json")) {
  const sizes = Object.fromEntries(rows.map((row) => [`${row.name}_gzip_bytes`, row.bytes]));
  console.log(JSON.stringify({ ...sizes, over_budget: over.map((row) => row.name) }));
} else {
  const kb = (bytes) => (bytes === null ? "-" : `${(bytes / KB).toFixed(1)} KB`).padStart(9);
  console.log(`${"".padEnd(8)} ${"gzip".padStart(9)} ${"budget".padStart(9)}`);
  rows.forEach((row) => console.log(`${row.name.padEnd(8)} ${kb(row.bytes)} ${kb(row.budget)}`));
}
process.exitCode = over.length > 0 ? 1 : 0;

/** "Firefox · Windows" out of a User-Agent header; what we do not know is left as it is, cut short. */
export function browserName(userAgent: string): string {
  const browsers: [string, RegExp][] = [
    ["Edge", /Edg\//],
    ["Opera", /OPR\//],
    ["Firefox", /Firefox\//],
    ["Chrome", /Chrome\//],
    ["Safari", /Safari\//],
  ];
  const systems: [string, RegExp][] = [
    ["Android", /Android/],
    ["iOS", /iPhone|iPad/],
    ["Windows", /Windows/],
    ["macOS", /Mac OS X/],
    ["Linux", /Linux/],
  ];
  const find = (known: [string, RegExp][]) => known.find(([, pattern]) => pattern.test(userAgent))?.[0];
  const found = [find(browsers), find(systems)].filter(Boolean);
  return found.length > 0 ? found.join(" · ") : userAgent.slice(0, 60) || "–";
}

// Colours of a brand, made readable: contrast by WCAG 2.2 (relative luminance of sRGB).
export type Rgb = readonly [number, number, number];

export const WHITE: Rgb = [255, 255, 255];
export const INK: Rgb = [20, 22, 26];

/** Reads #rgb or #rrggbb; none for anything else. */
export function parseColour(text: string | null | undefined): Rgb | null {
  const found = /^#(?:([\da-f])([\da-f])([\da-f])|([\da-f]{2})([\da-f]{2})([\da-f]{2}))$/i.exec(text?.trim() ?? "");
  if (!found) return null;
  const parts = found[1] ? found.slice(1, 4).map((digit) => digit + digit) : found.slice(4, 7);
  return parts.map((part) => parseInt(part, 16)) as unknown as Rgb;
}

export function css(colour: Rgb): string {
  return `rgb(${colour.map(Math.round).join(" ")})`;
}

export function contrast(a: Rgb, b: Rgb): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

/** White or near-black text, whichever reads better; white where it is good enough for text. */
export function textOn(colour: Rgb): Rgb {
  return contrast(colour, WHITE) >= 4.5 || contrast(colour, WHITE) >= contrast(colour, INK) ? WHITE : INK;
}

function luminance(colour: Rgb): number {
  const [r, g, b] = colour.map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

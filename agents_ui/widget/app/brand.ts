// Turns one brand colour into a readable set for light and dark, as custom properties of the page.
import { contrast, css, INK, parseColour, textOn, WHITE, type Rgb } from "./colour";

const DEFAULT: Rgb = [51, 85, 216];
/** The surfaces of tokens.css that brand colours stand on. */
const LIGHT: Rgb = [247, 248, 250];
const DARK: Rgb = [29, 32, 37];

export function applyBrand(colour: string | null | undefined, style: CSSStyleDeclaration): void {
  const { fill, fillDark, ink, inkDark } = brandSet(parseColour(colour) ?? DEFAULT);
  style.setProperty("--brand", lightDark(fill, fillDark));
  style.setProperty("--on-brand", lightDark(textOn(fill), textOn(fillDark)));
  style.setProperty("--accent", lightDark(ink, inkDark));
}

/** fill: behind text, and apart from the surface; ink: text, icons and focus rings on a surface. */
export function brandSet(brand: Rgb): { fill: Rgb; fillDark: Rgb; ink: Rgb; inkDark: Rgb } {
  return {
    fill: apartFrom(brand, LIGHT, 1.3),
    fillDark: apartFrom(brand, DARK, 1.5),
    ink: apartFrom(brand, LIGHT, 4.5),
    inkDark: apartFrom(brand, DARK, 4.5),
  };
}

/** The nearest mixture with black or white that has at least this contrast to the surface. */
function apartFrom(colour: Rgb, surface: Rgb, least: number): Rgb {
  const goal = contrast(surface, WHITE) > contrast(surface, INK) ? WHITE : INK;
  for (let share = 0; share < 1; share += 0.04) {
    const mixed = colour.map((part, i) => part + (goal[i]! - part) * share) as unknown as Rgb;
    if (contrast(mixed, surface) >= least) return mixed;
  }
  return goal;
}

function lightDark(light: Rgb, dark: Rgb): string {
  return `light-dark(${css(light)},${css(dark)})`;
}

// Turns one brand colour into a readable set for light and dark, as custom properties of the page.
import { contrast, css, INK, parseColour, textOn, WHITE, type Rgb } from "./colour";

const DEFAULT: Rgb = [51, 85, 216];
/** The surfaces of tokens.css that brand colours stand on. */
const LIGHT: Rgb = [247, 248, 250];
const DARK: Rgb = [29, 32, 37];
/** Enough for large text and icons. */
const NEARLY = 3;

/** Returns the colour that stands for the brand on a light page. */
export function applyBrand(colour: string | null | undefined, style: CSSStyleDeclaration): string {
  const { fill, fillDark, ink, inkDark } = brandSet(parseColour(colour) ?? DEFAULT);
  style.setProperty("--brand", lightDark(fill, fillDark));
  style.setProperty("--on-brand", lightDark(textOn(fill), textOn(fillDark)));
  style.setProperty("--accent", lightDark(ink, inkDark));
  return css(fill);
}

/** fill: behind text, and apart from the surface; ink: text, icons and focus rings on a surface. */
export function brandSet(brand: Rgb): { fill: Rgb; fillDark: Rgb; ink: Rgb; inkDark: Rgb } {
  const fill = underText(brand);
  return {
    fill: towards(INK, fill, LIGHT, 1.3),
    fillDark: towards(WHITE, fill, DARK, 1.5),
    ink: towards(INK, brand, LIGHT, 4.5),
    inkDark: towards(WHITE, brand, DARK, 4.5),
  };
}

/** People expect white on a strong colour: where it nearly reads well, a darker shade makes it do so. */
function underText(brand: Rgb): Rgb {
  return contrast(brand, WHITE) >= NEARLY ? towards(INK, brand, WHITE, 4.5) : brand;
}

/** The nearest mixture with the goal that has at least this contrast to the other colour. */
function towards(goal: Rgb, colour: Rgb, other: Rgb, least: number): Rgb {
  for (let share = 0; share < 1; share += 0.03) {
    const mixed = colour.map((part, i) => part + (goal[i]! - part) * share) as unknown as Rgb;
    if (contrast(mixed, other) >= least) return mixed;
  }
  return goal;
}

function lightDark(light: Rgb, dark: Rgb): string {
  return `light-dark(${css(light)},${css(dark)})`;
}

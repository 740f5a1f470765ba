// How well a few letters fit a line, without regard to case and tone marks. Pure.
import { fold } from "@shared/fold";

/** Higher is better; null where the letters do not come in this order. Whole words and beginnings count most. */
export function fit(wanted: string, line: string): number | null {
  const letters = fold(wanted).replace(/\s+/g, " ").trim();
  const text = fold(line);
  if (letters === "") return 0;
  const whole = text.indexOf(letters);
  if (whole >= 0) return 1000 - whole - (isStart(text, whole) ? 0 : 200) - text.length / 100;
  return scattered(letters.replaceAll(" ", ""), text);
}

function scattered(letters: string, text: string): number | null {
  let score = 0;
  let at = -1;
  for (const letter of letters) {
    // The beginning of a word where there is one further on, else the next place at all.
    let next = text.indexOf(letter, at + 1);
    for (let word = next; word >= 0; word = text.indexOf(letter, word + 1)) {
      if (isStart(text, word)) {
        next = word;
        break;
      }
    }
    if (next < 0) next = text.indexOf(letter, at + 1);
    if (next < 0) return null;
    score += isStart(text, next) ? 10 : next === at + 1 ? 6 : 1;
    at = next;
  }
  return score - text.length / 100;
}

const isStart = (text: string, at: number) => at === 0 || !/[\p{L}\p{N}]/u.test(text[at - 1]!);

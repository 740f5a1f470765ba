// Questions as they come out of a list or a spreadsheet. Pure.

/** One a line, without the marks of a list. */
export function linesOf(text: string): string[] {
  const bare = text.split(/\r?\n/).map((line) => line.replace(/^\s*(?:[-*•]|\d+[.)])\s+/, "").trim());
  return bare.filter((line) => line !== "");
}

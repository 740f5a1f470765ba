// What an import says is wrong, by file: `en/returns.md:3: ...`, `images/x.png: ...`, or about all of it. Pure.
export interface Problem {
  line: number | null;
  text: string;
}
export interface FileProblems {
  /** Empty: it is about no file in particular. */
  file: string;
  problems: Problem[];
}

const PLACED = /^([^\s:]+\.[a-z]+)(?::(\d+))?: (.+)$/s;

export function byFile(problems: readonly string[]): FileProblems[] {
  const found = new Map<string, Problem[]>();
  for (const each of problems) {
    const [, file = "", line, text = each] = PLACED.exec(each) ?? [];
    found.set(file, [...(found.get(file) ?? []), { line: line ? Number(line) : null, text }]);
  }
  return [...found].map(([file, all]) => ({ file, problems: all }));
}

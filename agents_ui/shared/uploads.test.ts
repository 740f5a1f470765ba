import { beforeEach, describe, expect, it } from "vitest";

import { createUploads, mayRetry, refusal, shownName, UploadError, type FileRef, type Sending } from "./uploads";

const RULES = { max_bytes: 100, max_files: 10 };
const file = (name: string, size = 3, type = "text/plain") => new File(["x".repeat(size)], name, { type });
const stored = (name: string): FileRef => ({
  id: `id-${name}`,
  name,
  media_type: "text/plain",
  size: 3,
  path: `/files/k/${name}`,
  width: null,
  height: null,
});
const settled = () => new Promise((resolve) => setTimeout(resolve));

interface Line {
  file: File;
  progress: (sent: number) => void;
  arrive: () => void;
  fail: (code: string) => void;
  aborted: boolean;
}

describe("uploads", () => {
  let lines: Line[];

  const uploads = () =>
    createUploads(
      () => RULES,
      (one, progress): Sending => {
        const line = { file: one, progress, aborted: false } as Line;
        lines.push(line);
        const done = new Promise<FileRef>((resolve, reject) => {
          line.arrive = () => resolve(stored(one.name));
          line.fail = (code) => reject(new UploadError(code));
        });
        return {
          done,
          abort: () => {
            line.aborted = true;
            line.fail("unreachable");
          },
        };
      },
    );

  beforeEach(() => {
    lines = [];
  });

  it("go three at a time, in their order, and tell how far they are", async () => {
    const all = uploads();
    all.add(["a", "b", "c", "d"].map((name) => file(name)));
    expect(lines.map((line) => line.file.name)).toEqual(["a", "b", "c"]);
    expect(all.items.value.map((one) => one.state)).toEqual(["sending", "sending", "sending", "waiting"]);
    lines[0]!.progress(2);
    expect(all.items.value[0]!.sent).toBe(2);
    lines[1]!.arrive();
    await settled();
    expect(lines.map((line) => line.file.name)).toEqual(["a", "b", "c", "d"]);
    expect(all.busy.value).toBe(true);
    lines.forEach((line) => line.arrive());
    await settled();
    expect(all.busy.value).toBe(false);
    expect(all.take().map((one) => one.name)).toEqual(["a", "b", "c", "d"]);
    expect(all.items.value).toEqual([]);
  });

  it("that are too large or empty are never sent, and say why", () => {
    const all = uploads();
    all.add([file("large", 101), file("empty", 0)]);
    expect(lines).toEqual([]);
    expect(all.items.value.map((one) => one.error)).toEqual(["file_too_large", "file_empty"]);
    expect(all.items.value.some(mayRetry)).toBe(false);
    expect(all.failed.value).toBe(true);
    expect(all.busy.value).toBe(false);
    expect(refusal(file("fits", 100), RULES)).toBeNull();
    expect(refusal(file("unknown", 1000), null)).toBeNull();
  });

  it("of a screenshot get a name that tells them apart", () => {
    const all = uploads();
    all.add([file("image.png"), file("bowl.png")]);
    expect(all.items.value.map((one) => one.name)).toEqual([expect.stringMatching(/^screenshot-\d{4}-\d\d-\d\d-\d{6}\.png$/), "bowl.png"]);
  });

  it("show their names without signs that turn letters around, also where they are refused", async () => {
    const all = uploads();
    all.add([file("photo\u202egpj.exe", 0), file("\u2066a\u0007\u200f.txt")]);
    lines[0]!.arrive();
    await settled();
    expect(all.items.value.map((one) => one.name)).toEqual(["photogpj.exe", "a.txt"]);
    expect(shownName("\u202e")).toBe("file");
    expect(shownName("ảnh lọ hoa.png")).toBe("ảnh lọ hoa.png");
  });

  it("leave out what a message does not take, and say so", () => {
    const all = uploads();
    all.add(Array.from({ length: 12 }, (_, at) => file(`${at}`)));
    expect(all.items.value).toHaveLength(10);
    expect(all.tooMany.value).toBe(true);
    all.remove(all.items.value[0]!.key);
    expect(all.tooMany.value).toBe(false);
  });

  it("that break off are tried again when somebody says so", async () => {
    const all = uploads();
    all.add([file("a")]);
    lines[0]!.fail("unreachable");
    await settled();
    const [broken] = all.items.value;
    expect(broken!.state).toBe("failed");
    expect(mayRetry(broken!)).toBe(true);
    expect(all.take()).toEqual([]);
    all.add([file("a")]);
    lines[1]!.fail("file_type_refused");
    await settled();
    expect(mayRetry(all.items.value[0]!)).toBe(false);
  });

  it("retried are sent anew", async () => {
    const all = uploads();
    all.add([file("a")]);
    lines[0]!.fail("unreachable");
    await settled();
    all.retry(all.items.value[0]!.key);
    expect(all.items.value[0]).toMatchObject({ state: "sending", error: null, sent: 0 });
    lines[1]!.arrive();
    await settled();
    expect(all.take().map((one) => one.id)).toEqual(["id-a"]);
  });

  it("taken out are broken off, and free their line", async () => {
    const all = uploads();
    all.add(["a", "b", "c", "d"].map((name) => file(name)));
    all.remove(all.items.value[0]!.key);
    expect(lines[0]!.aborted).toBe(true);
    await settled();
    expect(all.items.value.map((one) => one.name)).toEqual(["b", "c", "d"]);
    expect(lines.map((line) => line.file.name)).toEqual(["a", "b", "c", "d"]);
  });

  it("are those that another device has, while what is on its way goes on", async () => {
    const all = uploads();
    all.add([file("a"), file("b")]);
    lines[0]!.arrive();
    await settled();
    all.match([stored("c")]);
    expect(all.items.value.map((one) => [one.name, one.state])).toEqual([["b", "sending"], ["c", "stored"]]);
    const before = all.items.value;
    all.match([stored("c")]);
    expect(all.items.value).toBe(before);
    lines[1]!.arrive();
    await settled();
    expect(all.take().map((one) => one.id)).toEqual(["id-b", "id-c"]);
  });
});

import { locale } from "@shared/i18n";
import type { ArticleView, CategoryView } from "@shared/wire";
import { beforeEach, describe, expect, it } from "vitest";

import { flat, treeOf } from "./categories";
import { changesOf, pick } from "./draft";
import { article, translation } from "./fixtures";
import { byFile, problemText } from "./importing";
import { linesOf } from "./phrasings";
import { slugOf } from "./slug";
import { addressOf, countOf, filtersIn, queryOf } from "./useArticleFilters";
import { shareOf, statesOf, titleOf } from "./words";
import { offered } from "./workflow";

beforeEach(() => void (locale.value = "en"));

describe("an address made of a title", () => {
  it.each([
    ["Đổi trả hàng trong 30 ngày?", "doi-tra-hang-trong-30-ngay"],
    ["What's new", "what-s-new"],
    ["!?", ""],
    ["a".repeat(90), "a".repeat(80)],
    [`${"word ".repeat(20)}`, `${"word-".repeat(15)}word`],
  ])("is made of %j as the server makes it", (title, slug) => expect(slugOf(title)).toBe(slug));
});

describe("where a language stands", () => {
  it("says what is missing, and where a newer draft waits", () => {
    const states = (...all: { locale: "en" | "vi"; status: "draft" | "in_review" | "published"; published: number | null }[]) =>
      statesOf(all).map(({ state }) => state);
    expect(states({ locale: "en", status: "draft", published: 1 })).toEqual(["changed", "missing"]);
    expect(states({ locale: "vi", status: "in_review", published: 1 })).toEqual(["missing", "in_review"]);
    expect(states({ locale: "en", status: "draft", published: null }, { locale: "vi", status: "published", published: 2 })).toEqual(["draft", "published"]);
  });

  it("names an article in the reader's language, else in the other, else by its key", () => {
    const titles = [{ locale: "en" as const, title: "Returns" }, { locale: "vi" as const, title: "Đổi trả" }];
    expect(titleOf({ key: "k" }, titles)).toBe("Returns");
    locale.value = "vi";
    expect(titleOf({ key: "k" }, titles)).toBe("Đổi trả");
    expect(titleOf({ key: "k" }, [titles[0]!])).toBe("Returns");
    expect(titleOf({ key: "k" }, [])).toContain("k");
  });

  it("says nothing of votes where nobody has voted", () => {
    expect(shareOf({ helpful: 0, unhelpful: 0 })).toBeNull();
    expect(shareOf({ helpful: 3, unhelpful: 1 })).toBe(0.75);
  });
});

describe("the filters of the list", () => {
  it("stand in the address and are read from it", () => {
    const filters = filtersIn({ view: "stale", q: "hoàn tiền", in: "vi", status: "missing", kind: "policy_refunds", for: "internal", author: "a" });
    expect(addressOf(filters)).toEqual({ view: "stale", q: "hoàn tiền", in: "vi", status: "missing", kind: "policy_refunds", for: "internal", author: "a" });
    expect(countOf(filters)).toBe(5);
  });

  it("forget what is none of them", () => {
    expect(addressOf(filtersIn({ view: "x", in: "fr", status: ["draft"], kind: "y", for: "z" }))).toEqual({});
  });

  it("ask the server for what the view says, and for a missing language only where it is named", () => {
    expect(queryOf(filtersIn({ view: "in_review", status: "draft" }))).toMatchObject({ status: "in_review", stale: null });
    expect(queryOf(filtersIn({ view: "stale", status: "published" }))).toMatchObject({ status: "published", stale: true });
    expect(queryOf(filtersIn({ status: "missing" })).status).toBeNull();
    expect(queryOf(filtersIn({ status: "missing", in: "vi" }))).toMatchObject({ status: "missing", locale: "vi" });
    expect(queryOf(filtersIn({ q: "  " })).words).toBeNull();
  });
});

describe("what is sent of a draft", () => {
  const kept = article({ translations: [translation({ revision: 4 })], phrasings: { en: ["How?"] } });

  it("is what differs, with the version that it was changed from", () => {
    const draft = structuredClone(pick(kept));
    expect(changesOf(draft, kept)).toEqual({ about: null, texts: [], phrasings: [] });
    draft.about.review_by = "2027-01-01";
    draft.texts.en!.body = "New.";
    draft.texts.vi = { title: "Đổi trả", summary: "", slug: "", body: "" };
    draft.phrasings.en = ["How?", " ", "When?"];
    const { about, texts, phrasings } = changesOf(draft, kept);
    expect(about).toEqual({ review_by: "2027-01-01" });
    expect(texts.map(({ language, revision }) => [language, revision])).toEqual([["en", 4], ["vi", 0]]);
    expect(phrasings).toEqual([{ language: "en", texts: ["How?", "When?"] }]);
  });
});

describe("what can be done with a language", () => {
  const WRITER = { writes: true, publishes: false };
  const LEAD = { writes: true, publishes: true };
  const view = (part: Parameters<typeof translation>[0], archived = false): ArticleView => article({ archived, translations: [translation(part)] });

  it("is for writers to submit, and for those who publish the rest", () => {
    const draft = view({ status: "draft", published: null });
    expect(offered(draft, "en", WRITER)).toEqual({ main: "submit", beside: [], more: [] });
    expect(offered(draft, "en", LEAD)).toEqual({ main: "publish", beside: ["submit"], more: ["delete"] });
    const waiting = view({ status: "in_review", published: 1 });
    expect(offered(waiting, "en", WRITER)).toEqual({ main: null, beside: [], more: [] });
    expect(offered(waiting, "en", LEAD)).toEqual({ main: "publish", beside: ["decline"], more: ["withdraw", "archive"] });
    expect(offered(view({ status: "published", published: 1 }), "en", LEAD)).toEqual({ main: null, beside: [], more: ["withdraw", "archive"] });
  });

  it("is to publish or to submit in one step what is written anew, or over what readers have", () => {
    const read = view({ status: "published", published: 1 });
    expect(offered(read, "en", LEAD, true)).toMatchObject({ main: "publish", beside: ["submit"] });
    expect(offered(read, "vi", LEAD, true)).toMatchObject({ main: "publish", beside: ["submit"] });
    expect(offered(read, "vi", WRITER, true).main).toBe("submit");
  });

  it("is to restore or to delete what is archived", () => {
    const archived = view({ published: 1 }, true);
    expect(offered(archived, "en", LEAD)).toEqual({ main: "restore", beside: [], more: ["delete"] });
    expect(offered(archived, "en", WRITER)).toEqual({ main: null, beside: [], more: [] });
  });

  it("is not to delete the only language, nor one that readers have", () => {
    const two = article({ translations: [translation({ published: 1 }), translation({ locale: "vi", published: null })] });
    expect(offered(two, "vi", LEAD).more).toEqual(["deleteTranslation", "archive"]);
    expect(offered(two, "en", LEAD).more).toEqual(["withdraw", "archive"]);
  });
});

it("categories are a tree in their order", () => {
  const category = (id: string, parent: string | null, position: number) => ({ id, parent, position, names: {}, articles: 0, version: 1 }) as CategoryView;
  const tree = treeOf([category("b", null, 1), category("a", null, 0), category("b1", "b", 0), category("b1x", "b1", 0)]);
  expect(flat(tree).map(({ category: { id }, depth, height }) => [id, depth, height])).toEqual([["a", 1, 1], ["b", 1, 3], ["b1", 2, 2], ["b1x", 3, 1]]);
});

it("what is wrong with an import is told by file and line", () => {
  const problem = (path: string, code: string, values: Record<string, string> = {}) => ({ path, line: 3, text: "in English", code, values });
  const [first, second, third] = [
    problem("en/a.md", "import_field_twice", { field: "title" }), problem("x.png", "later"), problem("en/a.md", "link_broken", { what: "b" }),
  ];
  expect(byFile([first!, second!, third!])).toEqual([{ file: "en/a.md", problems: [first, third] }, { file: "x.png", problems: [second] }]);
  expect(problemText(first!)).toBe("“title” is given twice.");
  expect(problemText(second!)).toBe("in English");
  expect(problemText(third!)).not.toBe("in English");
  expect(problemText(problem("images.json", "name_taken", { name: "Care" }))).toContain("Care: ");
  expect(problemText(problem("vi/a.md", "import_language_differs", { folder: "vi", language: "en" }))).toContain("English");
});

it("questions come out of lists without the marks of these", () => {
  expect(linesOf("- Một?\r\n2. Hai?\n\n • Ba?\n30 ngày?")).toEqual(["Một?", "Hai?", "Ba?", "30 ngày?"]);
});

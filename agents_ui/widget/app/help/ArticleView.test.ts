import { locale } from "@shared/i18n/index";
import { flushPromises, mount } from "@vue/test-utils";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { consent } from "../consent";
import type { Session } from "../session";
import ArticleView from "./ArticleView.vue";
import { placeOf, type Article } from "./reading";

const asked: { url: string; method: string; body: unknown }[] = [];
let answers: Record<string, () => Response>;

const article = (extra: Partial<Article> = {}): Article => ({
  id: "a1",
  kind: "article",
  visibility: "public",
  locale: "en",
  fallback: false,
  title: "Returns",
  summary: "Within 30 days.",
  slug: "returns",
  path: "/help/en/returns",
  html: '<p>See <a href="/help/en/refunds">refunds</a>, <a href="https://post.example/">the post</a> and <a href="#box">the box</a>.</p><h2 id="box">The box</h2>',
  revision: 1,
  published_at: "2026-01-05T09:00:00Z",
  other_locales: [],
  ...extra,
});
const found = (shown: Article) => () => Response.json({ article: shown, moved: false });

beforeEach(() => {
  locale.value = "en";
  asked.length = 0;
  answers = {
    "/api/v1/help/articles/en/returns": found(article()),
    "/api/v1/help/articles/en/refunds": found(article({ id: "a2", title: "Refunds", html: "<p>5 days</p>", path: "/help/en/refunds" })),
    "/api/v1/articles/a1/feedback": () => new Response(null, { status: 204 }),
  };
  vi.stubGlobal("fetch", (url: string, options: RequestInit) => {
    asked.push({ url, method: options.method!, body: options.body ? JSON.parse(String(options.body)) : null });
    const answer = answers[url.split("?")[0]!];
    return Promise.resolve(answer ? answer() : Response.json({ code: "not_found" }, { status: 404 }));
  });
});
afterEach(() => void vi.unstubAllGlobals());

async function open(props: Partial<{ path: string; search: string; chatting: boolean }> = {}) {
  const session = { boot: { inbox: { id: "i1" } }, token: () => "t1" } as unknown as Session;
  const view = mount(ArticleView, { props: { session, path: "/help/en/returns", chatting: false, ...props }, attachTo: document.body });
  await flushPromises();
  return view;
}

it("shows the article, and tells by which search it was found", async () => {
  const view = await open({ search: "s1" });
  expect(asked[0]).toMatchObject({ url: "/api/v1/help/articles/en/returns?search=s1", method: "GET" });
  expect(view.get("h2").text()).toBe("Returns");
  expect(view.text()).toContain("See refunds");
  expect(view.emitted("read")![0]).toMatchObject([{ id: "a1" }]);
  expect(document.activeElement).toBe(view.get("h2").element);
});

it("tells staff what was read where the visitor lets them see pages, and nobody else", async () => {
  await open();
  expect(asked.filter(({ url }) => url === "/widget/read")).toEqual([]);
  consent.given = true;
  await open();
  consent.given = false;
  expect(asked.at(-1)).toEqual({
    url: "/widget/read", method: "POST", body: { inbox: "i1", visitor_token: "t1", path: "/help/en/returns", title: "Returns" },
  });
});

it("opens other articles here with a way back, and everything else apart from the chat", async () => {
  const view = await open({ search: "s1" });
  const away = vi.spyOn(window, "open").mockReturnValue(null);
  await view.get('a[href="https://post.example/"]').trigger("click");
  await view.get('a[href="#box"]').trigger("click");
  expect(away.mock.calls).toEqual([["https://post.example/", "_blank", "noopener"]]);
  await view.get('a[href="/help/en/refunds"]').trigger("click");
  await flushPromises();
  expect([view.get("h2").text(), asked.at(-1)!.url]).toEqual(["Refunds", "/api/v1/help/articles/en/refunds"]);
  await view.get(".bar button").trigger("click");
  await flushPromises();
  expect(view.get("h2").text()).toBe("Returns");
  await view.get(".bar button").trigger("click");
  expect(view.emitted("back")).toHaveLength(1);
});

it("says in which language it is where the reader's own is lacking", async () => {
  answers["/api/v1/help/articles/en/returns"] = found(article({ locale: "vi", fallback: true }));
  const view = await open();
  expect(view.text()).toContain("not available in English yet");
  expect(view.get("h2").attributes("lang")).toBe("vi");
});

it("tells an article that is gone from one that could not be loaded, which is asked for again", async () => {
  expect((await open({ path: "/help/en/nothing" })).text()).toContain("not there any more");
  answers["/api/v1/help/articles/en/returns"] = () => Response.json({ code: "internal" }, { status: 500 });
  const view = await open();
  expect(view.text()).toContain("could not be loaded");
  answers["/api/v1/help/articles/en/returns"] = found(article());
  await view.get(".middle button").trigger("click");
  await flushPromises();
  expect(view.get("h2").text()).toBe("Returns");
});

describe("whether it has helped", () => {
  const buttons = (view: Awaited<ReturnType<typeof open>>) => view.findAll(".vote button");

  it("is told by one press", async () => {
    const view = await open();
    await buttons(view)[0]!.trigger("click");
    await flushPromises();
    expect(asked.at(-1)).toMatchObject({ method: "POST", url: "/api/v1/articles/a1/feedback", body: { locale: "en", helpful: true, comment: null } });
    expect(view.get(".vote").text()).toBe("Thank you!");
  });

  it("counts before anything is said beside it", async () => {
    const view = await open();
    await buttons(view)[1]!.trigger("click");
    await flushPromises();
    expect(asked.at(-1)!.body).toEqual({ locale: "en", helpful: false, comment: null });
    await view.get("textarea").setValue(" Where is the label? ");
    await view.get(".vote form").trigger("submit");
    await flushPromises();
    expect(asked.at(-1)!.body).toEqual({ locale: "en", helpful: false, comment: "Where is the label?" });
  });

  it("is asked again where it could not be kept", async () => {
    answers["/api/v1/articles/a1/feedback"] = () => Response.json({ code: "too_many_requests" }, { status: 429 });
    const view = await open();
    await buttons(view)[0]!.trigger("click");
    await flushPromises();
    expect(view.get("[role=alert]").text()).toContain("could not be kept");
    expect(buttons(view)).toHaveLength(2);
  });
});

it("leads on to people, but not where they are there already", async () => {
  const view = await open();
  await view.get(".foot button").trigger("click");
  expect(view.emitted("write")).toHaveLength(1);
  expect((await open({ chatting: true })).find(".foot").exists()).toBe(false);
});

it("knows an article's address from any other", () => {
  expect(placeOf("/help/vi/doi-tra#hop")).toEqual({ locale: "vi", slug: "doi-tra" });
  for (const other of ["https://shop.example/help/en/returns", "/help/en", "/help/en/c/orders", "javascript:alert(1)", "//x"]) expect(placeOf(other)).toBeNull();
});

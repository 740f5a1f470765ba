import { locale } from "@shared/i18n";
import type { ArticleFault, ArticleView, Me, TranslationView } from "@shared/wire";
import { flushPromises, mount, type VueWrapper } from "@vue/test-utils";
import { TooltipProvider } from "reka-ui";
import { createPinia, setActivePinia } from "pinia";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { defineComponent, h } from "vue";
import { createMemoryHistory, createRouter, RouterView, type Router } from "vue-router";

import { useSession } from "../session/session";
import ArticleEditor from "./ArticleEditor.vue";
import { article, translation } from "./fixtures";

interface Body {
  revision?: number;
  version?: number;
  title?: string;
  slug?: string | null;
  texts?: string[];
}

/** The server's side: keeps what is saved, refuses what was changed from an older version. */
class Server {
  view: ArticleView = article({
    translations: [translation({ status: "published", published: 1 }), translation({ locale: "vi", title: "Đổi trả", slug: "doi-tra", published: null })],
    phrasings: { en: ["Can I send it back?"], vi: [] },
  });
  faults: ArticleFault[] = [];
  refusal: object | null = null;
  asked: string[] = [];

  answer(url: string, { method = "GET", body: text }: RequestInit): Response {
    const path = url.replace("/api/v1/articles/a1", "");
    const body = (text ? JSON.parse(String(text)) : {}) as Body;
    if (url.endsWith("/preview")) return Response.json({ html: "<p>Drawn.</p>", faults: this.faults });
    if (!url.includes("/articles/a1")) return Response.json({ items: [], next: null });
    if (method === "GET") return Response.json(path.includes("/revisions") ? { items: [], next: null } : this.view);
    this.asked.push(`${method} ${path}`);
    if (this.refusal) return Response.json(this.refusal, { status: 422 });
    const own = this.view.translations.find((each) => path.includes(`/${each.locale}`));
    const old = (body.revision !== undefined && body.revision !== own?.revision) || (body.version !== undefined && body.version !== this.view.article.version);
    if (old) return Response.json({ code: "changed_meanwhile" }, { status: 409 });
    if (method === "PUT" && own && path.includes("translations")) this.change(own.locale, { ...body, status: "draft", revision: own.revision + 1 } as Partial<TranslationView>);
    if (path.endsWith("/publish")) this.change("vi", { status: "published", published: own!.revision });
    if (path.endsWith("/review")) this.change("vi", { status: "in_review" });
    if (path.includes("phrasings")) this.view = { ...this.view, phrasings: { ...this.view.phrasings, en: body.texts! } };
    this.view = { ...this.view, article: { ...this.view.article, version: this.view.article.version + 1 } };
    return Response.json(this.view);
  }

  change(language: "en" | "vi", part: Partial<TranslationView>): void {
    const translations = this.view.translations.map((each) => (each.locale === language ? { ...each, ...part } : each));
    this.view = { ...article({ ...this.view.article, translations }), phrasings: this.view.phrasings };
  }
}

let server: Server;
let router: Router;
let page: VueWrapper;

async function open(scopes: string[], at = "/articles/a1"): Promise<void> {
  useSession().me = { id: "me", name: "An", role: "supervisor", scopes } as unknown as Me;
  const blank = { template: "<p />" };
  router = createRouter({
    history: createMemoryHistory(),
    routes: [
      { path: "/articles", name: "articles", component: blank },
      { path: "/articles/:id", name: "article", component: ArticleEditor, props: true },
    ],
  });
  await router.push(at);
  const Shell = defineComponent(() => () => h(TooltipProvider, () => h(RouterView)));
  page = mount(Shell, { global: { plugins: [router] }, attachTo: document.body });
  await settled();
}

async function settled(): Promise<void> {
  await flushPromises();
  await vi.advanceTimersByTimeAsync(400);
  await flushPromises();
}

const WRITER = ["articles:read", "articles:write"];
const LEAD = [...WRITER, "articles:publish"];
const button = (name: string) => [...document.querySelectorAll("button")].find((each) => each.textContent?.trim() === name);
const press = async (name: string) => {
  button(name)!.click();
  await settled();
};
const field = (label: string) => {
  const found = [...document.querySelectorAll("label")].find((each) => each.textContent?.trim() === label)!;
  return document.getElementById(found.htmlFor) as HTMLInputElement;
};
async function write(label: string, text: string): Promise<void> {
  field(label).value = text;
  field(label).dispatchEvent(new Event("input"));
  await settled();
}

beforeEach(() => {
  vi.useFakeTimers();
  locale.value = "en";
  setActivePinia(createPinia());
  localStorage.clear();
  server = new Server();
  vi.stubGlobal("fetch", (url: string, request: RequestInit) => Promise.resolve(server.answer(url, request)));
});

afterEach(() => {
  page.unmount();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("the editor of an article", () => {
  it("sends what has changed alone, and says by its bar that something has", async () => {
    await open(WRITER);
    expect(button("Save")).toBeUndefined();
    await write("Title", "Sending back");
    await press("Save");
    expect(server.asked).toEqual(["PUT /translations/en"]);
    expect([field("Title").value, button("Save")]).toEqual(["Sending back", undefined]);
  });

  it("shows what is refused in the language that it is about", async () => {
    await open(WRITER);
    await write("Address", "taken");
    server.refusal = { code: "slug_taken", field: "slug" };
    document.querySelectorAll<HTMLElement>('[role="tab"]')[1]!.dispatchEvent(new MouseEvent("mousedown", { bubbles: true, button: 0 }));
    await settled();
    expect(field("Title").value).toBe("Đổi trả");
    await press("Save");
    expect(field("Title").value).toBe("Returns");
    expect(page.text()).toContain("Another page has, or had, this address.");
  });

  it("tells what somebody else has written meanwhile, and keeps both where it can", async () => {
    await open(WRITER);
    await write("Title", "Mine");
    server.change("en", { summary: "Theirs.", revision: 2 });
    await press("Save");
    expect(page.text()).toContain("Somebody else has saved meanwhile.");
    expect(page.text()).toContain("English text");
    await press("Show what differs");
    expect(document.querySelector("[role=dialog]")!.textContent).toContain("Mine");
    document.querySelector<HTMLElement>("[role=dialog] .close")!.click();
    await settled();
    await press("Save my changes onto theirs");
    expect(server.view.translations[0]).toMatchObject({ title: "Mine", summary: "Theirs.", revision: 3 });
  });

  it("has what was not saved again after the tab was closed, until it is saved or thrown away", async () => {
    await open(WRITER);
    await write("Title", "Mine");
    page.unmount();
    await open(WRITER);
    expect([field("Title").value, button("Save") !== undefined]).toEqual(["Mine", true]);
    await press("Save");
    page.unmount();
    server.change("en", { title: "Theirs", revision: 9 });
    await open(WRITER);
    expect(field("Title").value).toBe("Theirs");
  });

  it("tells of what somebody else has saved while the tab was closed", async () => {
    await open(WRITER);
    await write("Title", "Mine");
    page.unmount();
    server.change("en", { title: "Theirs", revision: 9 });
    server.view.article.version += 1;
    await open(WRITER);
    await press("Save");
    expect(page.text()).toContain("Somebody else has saved meanwhile.");
  });

  it("publishes at once what was written over what readers have", async () => {
    await open(LEAD);
    await write("Title", "Sending back");
    await press("Save · Publish");
    expect(server.asked).toEqual(["PUT /translations/en"]);
    expect(document.querySelector("[role=dialog]")!.textContent).toContain("Readers have this version");
  });

  it("asks before what is written is left", async () => {
    await open(WRITER);
    await write("Title", "Mine");
    void router.push("/articles");
    await settled();
    expect(document.querySelector("[role=dialog]")!.textContent).toContain("Leave without saving?");
    expect(router.currentRoute.value.name).toBe("article");
  });
});

describe("the steps of an article", () => {
  it("are for a writer to submit, which saves first", async () => {
    await open(WRITER, "/articles/a1?in=vi");
    expect(button("Publish")).toBeUndefined();
    await write("Title", "Đổi và trả");
    await press("Save · Submit for review");
    expect(server.asked).toEqual(["PUT /translations/vi", "POST /translations/vi/review"]);
    expect(page.text()).toContain("This waits for somebody who publishes.");
  });

  it("are for those who publish to publish, once it is said what follows", async () => {
    await open(LEAD, "/articles/a1?in=vi");
    await press("Publish");
    expect(server.asked).toEqual([]);
    const dialog = document.querySelector("[role=dialog]")!;
    expect(dialog.textContent).toContain("/help/vi/doi-tra");
    dialog.querySelector<HTMLButtonElement>("[type=submit]")!.click();
    await settled();
    expect(server.asked).toEqual(["POST /translations/vi/publish"]);
    expect(document.querySelector("[role=dialog]")).toBeNull();
  });

  it("do not publish what something is missing of, and say what", async () => {
    server.faults = [{ code: "summary_missing", line: null, what: "" }, { code: "link_broken", line: 3, what: "gone" }];
    await open(LEAD, "/articles/a1?in=vi");
    expect(page.text()).toContain("There is no article gone.");
    await press("Publish");
    const dialog = document.querySelector("[role=dialog]")!;
    expect(dialog.textContent).toContain("A summary is still missing.");
    expect(dialog.querySelector<HTMLButtonElement>("[type=submit]")!.disabled).toBe(true);
  });

  it("leave an archived article as it is", async () => {
    server.view = article({ archived: true, translations: [translation({ published: 1 })] });
    await open(LEAD);
    expect(field("Title").disabled).toBe(true);
    expect(button("Restore")).toBeDefined();
  });
});

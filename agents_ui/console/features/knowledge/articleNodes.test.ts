import { mount } from "@vue/test-utils";
import { describe, expect, it } from "vitest";

import ArticleBody from "./ArticleBody.vue";

const drawn = (html: string) => mount(ArticleBody, { props: { html } }).get(".article-body").element;

describe("an article's page", () => {
  it("is drawn as the server has made it, with links that open beside it", () => {
    const page = drawn('<h2 id="s-a">A</h2><p>Within <strong>30 days</strong>: <a href="https://x.vn" title="t">x</a>, <a href="#s-a">above</a>.</p>');
    expect(page.querySelector("h2")?.id).toBe("s-a");
    expect(page.querySelector("strong")?.textContent).toBe("30 days");
    const [away, within] = [...page.querySelectorAll("a")];
    expect([away!.getAttribute("target"), away!.getAttribute("rel"), within!.getAttribute("target")]).toEqual(["_blank", "noopener noreferrer", null]);
  });

  it.each([
    ["<script>alert(1)</script><p>a</p>", "script"],
    ['<p onclick="x()">a</p>', "[onclick]"],
    ['<a href="javascript:x()">a</a>', "[href]"],
    ['<a href="//evil.example/">a</a>', "[href]"],
    ['<img src="https://evil.example/x.png" onerror="x()">', "[src],[onerror]"],
    ['<form><input></form><p style="color:red">a</p>', "form,input,[style]"],
    ['<td class="rail">a</td><p class="dialog">b</p>', "[class]"],
    ["<svg><a href='https://x.vn'>a</a></svg>", "svg"],
  ])("lets nothing else through: %s", (html, forbidden) => {
    expect(drawn(html).querySelector(forbidden)).toBeNull();
  });
});

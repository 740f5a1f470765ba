import { describe, expect, it } from "vitest";

import { blocksOf, htmlOf, isFormatted, picturesIn, unmarked } from "./mailText";

const pictures = (name: string) => (name === "vết nứt.png" ? "/files/k/vet-nut.png" : null);
const html = (text: string) => htmlOf(blocksOf(text, pictures));

describe("a mail's text as HTML", () => {
  it.each([
    ["Chào anh,\nem gửi ạ.\n\nLan", "<p>Chào anh,<br>\nem gửi ạ.</p>\n<p>Lan</p>"],
    ["**Two** bowls, *one* lid", "<p><strong>Two</strong> bowls, <em>one</em> lid</p>"],
    ["**very *very* cold**", "<p><strong>very <em>very</em> cold</strong></p>"],
    ["*all **of** it*", "<p><em>all <strong>of</strong> it</em></p>"],
    ["- red\n- blue\n  or green", "<ul><li>red</li><li>blue<br>\nor green</li></ul>"],
    ["1. first\n2. then", "<ol><li>first</li><li>then</li></ol>"],
    ["3) third", '<ol start="3"><li>third</li></ol>'],
    ["see\n- a", "<p>see</p>\n<ul><li>a</li></ul>"],
    ["[the page](https://shop.example/a_(b))", '<p><a href="https://shop.example/a_(b)">the page</a></p>'],
    ["at https://shop.example/x.", '<p>at <a href="https://shop.example/x">https://shop.example/x</a>.</p>'],
    ["use `SKU*1*`", "<p>use <code>SKU*1*</code></p>"],
    ["![vết nứt.png]", '<p><img src="/files/k/vet-nut.png" alt="vết nứt.png"></p>'],
  ])("%j", (text, expected) => expect(html(text)).toBe(expected));

  it("quotes within quotes", () => {
    expect(html("> > a\n> b")).toMatch(/^<blockquote[^>]*><blockquote[^>]*><p>a<\/p><\/blockquote>\n<p>b<\/p><\/blockquote>$/);
  });

  it.each([
    ["2*3*4 = 24", "<p>2*3*4 = 24</p>"],
    ["snake*case*name", "<p>snake*case*name</p>"],
    ["* alone", "<ul><li>alone</li></ul>"],
    ["a * b * c", "<p>a * b * c</p>"],
    ["-- \nLan", "<p>-- <br>\nLan</p>"],
    ["\\*not bold\\*", "<p>*not bold*</p>"],
    ["![missing.png]", "<p>![missing.png]</p>"],
    ["[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>"],
    ['<b onclick="x">&</b>', "<p>&lt;b onclick=&quot;x&quot;&gt;&amp;&lt;/b&gt;</p>"],
    ['[a](https://x.example/"onmouseover=1)', '<p><a href="https://x.example/&quot;onmouseover=1">a</a></p>'],
  ])("makes nothing of what was not meant: %j", (text, expected) => expect(html(text)).toBe(expected));

  it("reads what somebody has pasted in no time", () => {
    const begun = performance.now();
    for (const sign of ["*", "**a", "[", "![", "> ", "`", "[a](", "\\", "- "]) html(sign.repeat(8_000 / sign.length));
    expect(performance.now() - begun).toBeLessThan(3_000);
  });
});

it("knows whether anything is formatted, and which pictures are shown", () => {
  expect(isFormatted(blocksOf("Chào anh\nhttps://shop.example"))).toBe(false);
  expect(isFormatted(blocksOf("- a"))).toBe(true);
  expect(isFormatted(blocksOf("*a*"))).toBe(true);
  expect(picturesIn(blocksOf("> - ![vết nứt.png]\n\n![x]", pictures))).toEqual(["vết nứt.png"]);
});

it.each([
  ["Chào, **Shop đổi** ngay *hôm nay* [tại đây](https://shop.example) ![a.png]", "Chào, Shop đổi ngay hôm nay tại đây a.png"],
  ["2*3*4, a * b", "2*3*4, a * b"],
  ["**Rất *rất* tốt**, gọi [hotline](tel:19001234) hoặc `0\\*`", "Rất rất tốt, gọi hotline hoặc 0\\*"],
  ["Shop **đổi ngay** và **gửi hôm na", "Shop đổi ngay và gửi hôm na"],
  ["Xem [tại đây](https://shop.exam", "Xem tại đây"],
  ["* Giá chưa gồm phí", "* Giá chưa gồm phí"],
])("a line in a list is without signs: %j", (line, plain) => expect(unmarked(line)).toBe(plain));

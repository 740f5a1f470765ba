"""What Markdown becomes, and that nothing dangerous survives, whatever is written."""

from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge_base.markdown import ANCHOR, SCHEMES, Picture, references, render

ARTICLES = {"returns": "/help/en/returns"}
IMAGES = {"size-chart.png": Picture("/help/images/k/size-chart.png", 640, 480, "Sizes from S to XL")}
PLAIN = (
    "blockquote", "br", "code", "em", "hr", "li", "p", "pre", "s", "strong", "table", "tbody", "thead", "tr", "ul",
)  # fmt: skip
ALLOWED: dict[str, set[str]] = {
    "a": {"href", "title", "rel"},
    "img": {"src", "alt", "title", "width", "height", "loading"},
    "ol": {"start"},
    "td": {"class"},
    "th": {"class"},
    **{f"h{level}": {"id"} for level in range(2, 7)},
    **{tag: set() for tag in PLAIN},
}
PIECES = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        [
            "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[a](javascript:alert(1))", "![a](",
            "[b](jAvAsCrIpT&colon;alert(1))", "[c](data:text/html;base64,PHNjcmlwdD4=)", "![d](data:image/svg+xml,x)",
            "![e](https://evil.example/x.png)", "[f](//evil.example)", "<https://ok.example>",
            "<javascript:alert(1)>", "[g]: javascript:alert(1)\n\n[g]", "![h](images/size-chart.png)",
            "[i](returns.md#why)", "# ", "\n\n", "|", "-", "\n|a|b|\n|:-|-:|\n|1|2|\n", "`",
            "```html\n<b onclick=x>\n```\n", "<svg/onload=alert(1)>", "&#106;avascript:", "[j](java\u0000script:x)",
            "[k](\u0001javascript:x)", "[l](vbscript:x)", "<style>*{}</style>", "<!--", "](", "\\",
            "<iframe srcdoc='<script>x</script>'>", "[m](mailto:a@shop.example 'onmouseover=\"x\"')", "*", "> ",
            "1. ", "~~",
        ]
    ),
)  # fmt: skip


class Read(HTMLParser):
    """The elements of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_comment(self, data: str) -> None:
        self.found.append(("comment", {}))


def shown(text: str) -> str:
    return render(text, articles=ARTICLES, images=IMAGES).strip()


@settings(max_examples=400)
@given(st.lists(PIECES, max_size=12).map("".join))
def test_nothing_dangerous_survives(text: str) -> None:
    for tag, attributes in Read(shown(text)).found:
        assert tag in ALLOWED, tag
        assert attributes.keys() <= ALLOWED[tag], attributes
        href = attributes.get("href")
        if tag == "a" and href and not href.startswith(("/help/en/returns", "#" + ANCHOR)):
            assert urlsplit(href).scheme in SCHEMES, href
        if tag == "img":
            assert attributes["src"] == "/help/images/k/size-chart.png"
        if "id" in attributes:
            assert (attributes["id"] or "").startswith(ANCHOR)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("[Me](returns.md#how-long)", '<p><a href="/help/en/returns#s-how-long" rel="noopener noreferrer">Me</a></p>'),
        ("[Gone](nowhere.md) **yes**", "<p>Gone <strong>yes</strong></p>"),
        ("[Up](#Đổi-trả)", '<p><a href="#s-doi-tra" rel="noopener noreferrer">Up</a></p>'),
        ("# One\n## Two\n## Two", '<h2 id="s-one">One</h2>\n<h3 id="s-two">Two</h3>\n<h3 id="s-two-2">Two</h3>'),
        ("## Đổi & trả", '<h2 id="s-doi-tra">Đổi &amp; trả</h2>'),
        ("## 中文", '<h2 id="s-section">中文</h2>'),
        ("a <b>c</b>", "<p>a &lt;b&gt;c&lt;/b&gt;</p>"),
        ("![Mine](https://x.example/a.png)", "<p>Mine</p>"),
        ("[![x](images/no.png)](javascript:x)", "<p>x</p>"),
    ],
)  # fmt: skip
def test_what_a_text_becomes(text: str, html: str) -> None:
    assert shown(text) == html


def test_an_image_without_words_of_its_own_has_those_that_were_given_with_it() -> None:
    picture = '<img src="/help/images/k/size-chart.png" alt="{}" width="640" height="480" loading="lazy">'
    assert shown("![](images/size-chart.png)") == f"<p>{picture.format('Sizes from S to XL')}</p>"
    assert shown("![Our sizes](images/size-chart.png)") == f"<p>{picture.format('Our sizes')}</p>"


def test_cells_are_aligned_by_a_class_since_a_page_takes_no_styles() -> None:
    html = shown("| a | b |\n|:-:|--:|\n| 1 | 2 |")
    assert '<td class="to-center">1</td>\n<td class="to-right">2</td>' in html
    assert "style" not in html


def test_every_reference_is_found_with_its_line() -> None:
    text = (
        "Intro\n\n- [a](returns.md)\n  and ![Sizes](images/size-chart.png)\n\n"
        "[![](images/a.png)](https://x.example) [x](ftp://x.example) [y](#z)\n![r](https://x.example/r.png)"
    )
    assert [tuple(each) for each in references(text)] == [
        ("article", "returns", 3, ""),
        ("image", "size-chart.png", 4, "Sizes"),
        ("web", "https://x.example", 6, ""),
        ("image", "a.png", 6, ""),
        ("unfit", "ftp://x.example", 6, ""),
        ("anchor", "", 6, ""),
        ("unfit", "https://x.example/r.png", 7, "r"),
    ]

"""What pages have besides their text: the table of contents, structured data, and the colours of a brand. Pure."""

import html as html_
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from markupsafe import Markup

_HEADING = re.compile(r'<h2 id="([^"]+)">(.*?)</h2>', re.DOTALL)
_TAG = re.compile(r"<[^>]+>")
FEWEST_HEADINGS = 3
"""An article with fewer is seen at a glance."""
LIGHT, DARK = (255, 255, 255), (20, 22, 26)
READABLE = 4.6
"""A little above the contrast of WCAG 2.2, 1.4.3."""
Colour = tuple[int, int, int]


class Heading(NamedTuple):
    anchor: str
    text: str


def contents(html: str) -> list[Heading]:
    """The headings of an article's page, as it came from markdown.render; none where they are few."""
    found = [Heading(anchor, html_.unescape(_TAG.sub("", text)).strip()) for anchor, text in _HEADING.findall(html)]
    return found if len(found) >= FEWEST_HEADINGS else []


def data_block(data: Any) -> Markup:
    """Structured data in a page: no text in it can end the element or begin another."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup('<script type="application/ld+json">{}</script>').format(Markup(text))  # noqa: S704


def breadcrumbs(steps: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """steps: names and full addresses, from the first page on (https://schema.org/BreadcrumbList)."""
    items = [
        {"@type": "ListItem", "position": place, "name": name, "item": address}
        for place, (name, address) in enumerate(steps, 1)
    ]
    return {"@context": "https://schema.org", "@type": "BreadcrumbList", "itemListElement": items}


def article_data(values: Mapping[str, str]) -> dict[str, Any]:
    """values: url, title, summary, locale, updated, brand (https://schema.org/Article)."""
    return {
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": values["title"],
        "description": values["summary"],
        "inLanguage": values["locale"],
        "dateModified": values["updated"],
        "mainEntityOfPage": values["url"],
        "publisher": {"@type": "Organization", "name": values["brand"]},
    }


def questions_data(answers: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """answers: questions with what answers them in short (https://schema.org/FAQPage)."""
    return {
        "@context": "https://schema.org",
        "@type": "FAQPage",
        "mainEntity": [
            {"@type": "Question", "name": name, "acceptedAnswer": {"@type": "Answer", "text": text}}
            for name, text in answers
        ],
    }


def brand_sheet(colour: str) -> str:
    """A style sheet with a brand's colour, changed as little as text in it needs to be read in both themes."""
    own = _parsed(colour)
    light, dark = readable(own, LIGHT), readable(own, DARK)
    values = {
        "--brand": colour,
        "--on-brand": _on(colour),
        "--brand-text": f"light-dark({_hex(light)}, {_hex(dark)})",
    }
    return ":root {\n" + "".join(f"  {name}: {value};\n" for name, value in values.items()) + "}\n"


def icon(initial: str, colour: str) -> str:
    """A brand's first letter on its colour, as SVG."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">'
        f'<rect width="32" height="32" rx="8" fill="{colour}"/>'
        '<text x="16" y="22.500" text-anchor="middle" font-family="system-ui,sans-serif" font-weight="700" '
        f'font-size="18" fill="{_on(colour)}">{html_.escape(initial)}</text></svg>\n'
    )


def readable(colour: Colour, behind: Colour) -> Colour:
    """The colour, mixed with black or white until it can be read on what is behind it."""
    target = (0, 0, 0) if luminance(behind) > 0.5 else (255, 255, 255)
    for step in range(21):
        share = step / 20
        red, green, blue = (round(a + (b - a) * share) for a, b in zip(colour, target, strict=True))
        if contrast((red, green, blue), behind) >= READABLE:
            return red, green, blue
    return target


def contrast(one: Colour, other: Colour) -> float:
    """From 1 to 21 (WCAG 2.2, contrast ratio)."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def luminance(colour: Colour) -> float:
    """From 0 to 1 (WCAG 2.2, relative luminance)."""
    parts = [each / 255 for each in colour]
    red, green, blue = (each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _parsed(colour: str) -> Colour:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _on(colour: str) -> str:
    """White where it can be read on the colour, else nearly black."""
    return "#ffffff" if contrast(_parsed(colour), LIGHT) >= 4.5 else "#14161a"


def _hex(colour: Colour) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)

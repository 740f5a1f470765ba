"""What may be formatted in mails that we send: few elements, no scripts, no pictures that others serve. Pure."""

import nh3

TAGS = {
    "a", "b", "blockquote", "br", "code", "div", "em", "h1", "h2", "h3", "hr", "i", "img", "li", "ol", "p", "pre", "s",
    "span", "strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "u", "ul",
}  # fmt: skip
_ATTRIBUTES = {
    "*": {"style", "dir"},
    "a": {"href", "title"},
    "img": {"src", "alt", "width", "height"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
    "ol": {"start"},
}
_STYLES = {
    "background-color", "border", "border-left", "color", "font-family", "font-size", "font-style", "font-weight",
    "line-height", "margin", "margin-left", "padding", "padding-left", "text-align", "text-decoration", "width",
}  # fmt: skip


def clean(html: str, *, pictures: bool = True) -> str:
    """The HTML without whatever is not on the lists. Addresses of files of ours stay, as composing takes them in."""
    return nh3.clean(
        html,
        tags=TAGS if pictures else TAGS - {"img"},
        attributes=_ATTRIBUTES,
        filter_style_properties=_STYLES,
        url_schemes={"http", "https", "mailto", "tel"},
        attribute_filter=_filtered,
        link_rel="noopener noreferrer",
    )


def _filtered(element: str, attribute: str, value: str) -> str | None:
    """A picture is one of our own files: what others serve would tell them who reads."""
    if element == "img" and attribute == "src" and not value.startswith("/files/"):
        return None
    return value

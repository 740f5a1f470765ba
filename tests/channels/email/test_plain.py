"""What HTML reads as."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.email import plain


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>one<p>two", "one\n\ntwo"),
        ("<div>one</div><div>two</div>", "one\ntwo"),
        ("one<br>two<br><br>three", "one\ntwo\n\nthree"),
        ("<p>a   b\n c</p>", "a b c"),
        ("a&nbsp;b &lt;c&gt; &amp; d", "a\xa0b <c> & d"),
        ("<ul><li>one<li>two</ul>", "- one\n- two"),
        ("<table><tr><td>a<td>b<tr><td>c</table>", "a b\nc"),
        ("<blockquote>one<blockquote>two</blockquote></blockquote>", "> one\n>\n>> two\n>>\n>"),
        ('<blockquote style="margin:0 0 0 40px;border:none;padding:0px">set in</blockquote>', "set in"),
        ("<pre>a\n  b</pre>", "a\n  b"),
        ("a<hr>b", "a\n---\nb"),
        ('see <a href="https://example.com/x">here</a>', "see here <https://example.com/x>"),
        ('<a href="https://example.com/">example.com</a>', "example.com"),
        ('<a href="mailto:lan@example.com">lan@example.com</a>', "lan@example.com"),
        ('<a href="javascript:alert(1)">x</a>', "x"),
        ("<style>p{}</style><script>x</script><title>t</title>text<!-- no -->", "text"),
        ('<img src="x" alt="picture">text', "text"),
        ("Đơn <b>hàng</b> 42", "Đơn hàng 42"),
        ('<p title="a>b">text</p>', "text"),
        ("", ""),
    ],
)
def test_html_is_read_as_it_is_seen(html: str, text: str) -> None:
    assert plain.text_of(html) == text


@given(st.text(max_size=300))
def test_any_html_is_read(html: str) -> None:
    plain.text_of(html).encode()


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Z"]), max_size=60))
def test_words_are_never_lost(words: str) -> None:
    escaped = words.replace("&", "&amp;").replace("<", "&lt;")
    assert plain.text_of(f"<div><p>{escaped}</p></div>").split() == plain.text_of(escaped).split()


def test_what_is_too_much_is_cut_between_tags() -> None:
    assert plain.within_bounds("<b>x</b>" * plain.MOST_TAGS) == ("<b>x</b>" * (plain.MOST_TAGS // 2), False)
    assert plain.within_bounds("x" * (plain.LARGEST + 1)) == ("x" * plain.LARGEST, False)
    assert plain.within_bounds("<b>x</b>") == ("<b>x</b>", True)

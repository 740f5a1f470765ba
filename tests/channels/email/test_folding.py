"""What is folded of HTML is what is folded of its text."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.email.folding import FOLDED, fold_html
from channels.email.plain import PIECE, text_of
from channels.email.quotes import fold
from channels.email.sanitise import sanitise
from tests.channels.email.corpus import CORPUS, OWN

MARK = f' class="{FOLDED}"'
CASES = sorted((OWN / "vietnamese").glob("*.html"))


def shown(html: str) -> str:
    """Without what is folded."""
    depth, kept = 0, []
    for piece in PIECE.finditer(html):
        opens = bool(piece[2]) and not piece[1] and piece[2] not in {"br", "hr", "img", "wbr", "col"}
        if depth:
            depth += opens - bool(piece[1])
        elif MARK in piece[0]:
            depth = int(opens)
        else:
            kept.append(piece[0])
    return "".join(kept)


def check(path: Path) -> None:
    clean = sanitise(path.read_text(encoding="utf-8"), {}).html
    folded = fold_html(clean)
    assert MARK in folded
    assert text_of(shown(folded)).split() == fold(text_of(clean))[0].split()
    assert folded.replace(MARK, "").replace("<span>", "").replace("</span>", "") == clean.replace("<span>", "").replace(
        "</span>", ""
    )


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_forms_of_vietnamese_programs(path: Path) -> None:
    check(path)


@pytest.mark.shared_data
def test_the_forms_of_the_corpus() -> None:
    if not CORPUS.exists():
        pytest.skip("there is no ../shared/data/mail")
    for path in sorted((CORPUS / "talon" / "html_replies").glob("*.html")):
        check(path)


def test_the_whole_element_is_marked_and_no_more() -> None:
    html = "<p>new</p><blockquote><p>a</p><p>b</p></blockquote><p>newer</p>"
    assert fold_html(html) == f"<p>new</p><blockquote{MARK}><p>a</p><p>b</p></blockquote><p>newer</p>"


def test_a_text_beside_something_new_is_marked_alone() -> None:
    assert (
        fold_html("<p>new<br>-- <br>Lan</p>") == f"<p>new<br><span{MARK}>-- </span><br{MARK}><span{MARK}>Lan</span></p>"
    )


def test_what_is_new_stays_as_it_is() -> None:
    for html in ("<p>new</p>", "<blockquote>only</blockquote>", "", "text"):
        assert fold_html(html) == html


def test_a_picture_in_the_signature_goes_with_it_and_one_in_the_text_stays() -> None:
    html = fold_html('<p>new</p><img src="/a"><p>Trân trọng,<br>Lan</p><img src="/b">')
    assert '<img src="/a">' in html
    assert f'<img{MARK} src="/b">' in html


TAGS = st.sampled_from(
    [
        "<p>",
        "</p>",
        "<div>",
        "<blockquote>",
        "</blockquote>",
        "<br>",
        "<table><tr><td>",
        "<pre>",
        "<a href=x>",
        "x",
        "-- ",
        "Lan",
        "Trân trọng,",
    ]
)


@given(st.lists(TAGS, max_size=30).map("".join))
def test_tags_stay_balanced_and_texts_as_they_were(html: str) -> None:
    clean = sanitise(html, {}).html
    folded = fold_html(clean)
    assert folded.count("<span") == folded.count("</span")
    assert re.sub("<[^>]*>", "", folded) == re.sub("<[^>]*>", "", clean)

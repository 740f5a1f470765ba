"""HTML of mails is made harmless, and still looks as it did."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.email import sanitise as module
from channels.email.sanitise import REMOTE, sanitise, with_remote
from tests.channels.email.attacks import ATTACKS
from tests.channels.email.corpus import mails

ALLOWED = {"href", "src", REMOTE, "target", "rel", "style"} | set().union(*module._ATTRIBUTES.values())
OURS = "/api/v1/files/1"
IMAGES = {"pic@example.com": OURS}


class Reader(HTMLParser):
    """Fails on whatever could run, be fetched, submit, or reach outside."""

    def __init__(self, *, remote: bool) -> None:
        super().__init__()
        self._remote = remote

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in module._TAGS, tag
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names))
        for name, value in attrs:
            assert name in ALLOWED, (tag, name)
            self.check(tag, name, value or "")
        if tag == "a" and "href" in names:
            assert dict(attrs)["rel"] == "noopener noreferrer nofollow"
            assert dict(attrs)["target"] == "_blank"

    def check(self, tag: str, name: str, value: str) -> None:
        if name == "href":
            assert re.match(r"(https?|mailto|tel):", value, re.IGNORECASE)
        elif name == "src":
            allowed = r"/api/v1/files/|data:image/(png|gif|jpe?g|webp);base64," + ("|https?:" if self._remote else "")
            assert re.match(allowed, value), value
        elif name == "style":
            assert not re.search(r"url|@|\\|expression|position|z-index|fixed;|[{}]|var\(|content:|anim", value), value

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(decl)

    def handle_pi(self, data: str) -> None:
        raise AssertionError(data)


def check(html: str) -> None:
    clean = sanitise(html, IMAGES).html
    Reader(remote=False).feed(clean)
    Reader(remote=True).feed(with_remote(clean))


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_does_nothing(attack: str) -> None:
    check(attack)
    check(f"<table><tr><td>{attack}</td></tr></table>")
    check(f"<div title='{attack}'>")
    assert "alert(1)" not in re.sub(r">[^<]*<|\"[^\"]*\"|^[^<]*|[^>]*$", "", sanitise(attack, IMAGES).html)


@given(st.lists(st.sampled_from(ATTACKS) | st.text(max_size=20) | st.sampled_from(list("<>\"'/= -!&;")), max_size=12))
def test_attacks_in_pieces_do_nothing(pieces: list[str]) -> None:
    check("".join(pieces))


@given(st.sampled_from(ATTACKS), st.integers(0, 100), st.integers(0, 100))
def test_attacks_in_attacks_do_nothing(attack: str, place: int, width: int) -> None:
    check(attack[:place] + ATTACKS[width % len(ATTACKS)] + attack[place + width % 7 :])


def test_pictures_of_the_mail_are_shown_and_counted() -> None:
    clean = sanitise(
        '<img src="cid:pic@example.com" width="20"><img src="CID:%3Cpic@EXAMPLE.com%3E"><img src=cid:no>', IMAGES
    )
    assert clean.html == f'<img src="{OURS}" width="20"><img src="{OURS}">'
    assert "pic@example.com" in clean.shown
    assert clean.remote == 0


def test_pictures_elsewhere_wait_until_somebody_asks_for_them() -> None:
    clean = sanitise('<img src="https://x.example/a.png?b=1&c=2" alt="A"><img src=//x.example/b>', {})
    assert clean.remote == 2
    assert " src=" not in clean.html
    assert with_remote(clean.html) == (
        '<img src="https://x.example/a.png?b=1&amp;c=2" alt="A"><img src="https://x.example/b">'
    )


def test_text_that_looks_like_a_mark_stays_text() -> None:
    html = sanitise(f'<p title=\' {REMOTE}="x"\'> {REMOTE}="y"</p>', {}).html
    assert with_remote(html) == html


@pytest.mark.parametrize("size", ['width="1" height="1"', "height=0", 'style="width:1px;height:1px"', 'width="1px"'])
def test_pixels_that_track_are_gone_for_good(size: str) -> None:
    clean = sanitise(f'a<img src="https://x.example/t.gif" {size}>', {})
    assert (clean.html, clean.remote, clean.trackers) == ("a", 0, 1)


def test_a_picture_of_some_size_is_no_tracker() -> None:
    clean = sanitise(
        '<img src="https://x.example/t.gif" width="100%" height="10" style="max-width:100%;border-width:1px">', {}
    )
    assert (clean.remote, clean.trackers) == (1, 0)


@pytest.mark.parametrize("size", ["300vh", "50.5VW", "100dvh", "10cqw", "calc(100svh - 2px)", "1vmin"])
def test_no_size_is_by_the_window_which_grows_with_it(size: str) -> None:
    assert sanitise(f"<p style='color:red;height:{size}'>x</p>", {}).html == '<p style="color:red">x</p>'


def test_tables_and_styles_stay() -> None:
    cell = '<td style="color:red;padding:4px" colspan="2">x</td>'
    html = f'<table bgcolor="#fff" cellpadding="0"><tbody><tr>{cell}</tr></tbody></table>'
    assert sanitise(html, {}).html == html
    assert sanitise("<p style='COLOR: Red; MARGIN:0'>x</p>", {}).html == '<p style="color:Red;margin:0">x</p>'


@pytest.mark.parametrize(
    ("html", "coloured"),
    [
        ("<p style='color:#333'>x</p>", True),
        ("<p style='background:#fff'>x</p>", True),
        ("<td bgcolor=white>x", True),
        ("<font color=red>x</font>", True),
        ("<p style='font-size:12px'>x</p>", False),
        ("<p color=red>x</p>", False),
    ],
)
def test_it_says_whether_a_mail_has_colours_of_its_own(html: str, coloured: bool) -> None:
    assert sanitise(f"<table><tr>{html}", {}).coloured is coloured


def test_links_say_where_they_lead_and_open_elsewhere() -> None:
    html = sanitise('<a href=" HTTPS://x.example/?a=1&b=2 " target=_top>x</a><a href="/x">y</a>', {}).html
    assert (
        html
        == '<a href="HTTPS://x.example/?a=1&amp;b=2" target="_blank" rel="noopener noreferrer nofollow">x</a><a>y</a>'
    )


@pytest.mark.shared_data
def test_what_is_harmless_stays_harmless() -> None:
    for path in mails():
        check(path.read_text(encoding="utf-8", errors="replace")[:100_000])

"""Parts of a mail: as the standard library tells them apart, and what only we bound."""

import email
from collections.abc import Iterator
from email.message import Message
from typing import Any

import pytest

from channels.email import structure, transfer
from tests.channels.email.build import HEAD, multipart
from tests.channels.email.corpus import mails

OURS_ALONE = {
    "raw_email_incorrect_header.eml": "a broken line above the fields does not take them with it",
    "example13.eml": "a space before the colon, which old programs wrote, is taken",
    "email_1_7.txt": "no mail: its first line is a body to us, a broken field to the standard library",
}
Leaves = list[tuple[str, bytes | None]]


def theirs(message: "Message[str, str]") -> Iterator[tuple[str, bytes | None]]:
    """The leaves as the standard library tells them apart; of mails within the mail the kind alone."""
    payload: Any = message.get_payload(decode=True)
    if message.get_content_maintype() == "message":
        yield message.get_content_type(), None
    elif message.is_multipart():
        parts: Any = message.get_payload()
        for part in parts:
            yield from theirs(part)
    else:
        kind = message.get_content_type()
        yield "text/plain" if kind.startswith("multipart/") else kind, payload or b""


def ours(raw: bytes) -> Leaves:
    found: Leaves = []
    for leaf in structure.leaves(structure.split(raw).root):
        encoding = leaf.fields.raw("content-transfer-encoding").partition(";")[0]
        whole = leaf.media_type.startswith("message/")
        found.append((leaf.media_type, None if whole else transfer.decoded(leaf.body, encoding)[0]))
    return found


@pytest.mark.shared_data
def test_the_parts_are_those_of_the_standard_library() -> None:
    other = [
        path.name
        for path in mails()
        if ours(path.read_bytes()) != list(theirs(email.message_from_bytes(path.read_bytes())))
    ]
    assert sorted(other) == sorted(OURS_ALONE)


@pytest.mark.shared_data
@pytest.mark.parametrize("name", ["subject", "from", "to", "message-id", "date", "content-type"])
def test_fields_are_those_of_the_standard_library(name: str) -> None:
    for path in mails():
        raw = path.read_bytes()
        said = email.message_from_bytes(raw)[name]
        value = structure.split(raw).root.fields.raw(name)
        if path.name not in OURS_ALONE and said and str(said).isascii():
            assert "".join(value.split()) == "".join(str(said).split()), path.name


def texts(text: str) -> list[str]:
    raw = text.replace("\n", "\r\n").encode()
    return [leaf.body.decode() for leaf in structure.leaves(structure.split(raw).root)]


def test_a_boundary_that_begins_like_another_is_another() -> None:
    inner = multipart("alternative", "\none", "\ntwo", boundary="b1")
    assert texts(HEAD + multipart("mixed", inner, "\nthree")) == ["one", "two", "three"]


def test_what_is_not_closed_ends_with_what_holds_it() -> None:
    inner = 'Content-Type: multipart/alternative; boundary="c"\n\n--c\n\none'
    assert texts(HEAD + multipart("mixed", inner, "\ntwo")) == ["one", "two"]


def test_before_the_first_and_after_the_last_boundary_nothing_is_a_part() -> None:
    whole = HEAD + 'Content-Type: multipart/mixed; boundary="b"\n\npreamble\n--b\n\none\n--b--\nepilogue\n--b\n\ntwo'
    assert texts(whole) == ["one"]


def test_a_part_may_be_empty_and_have_no_header() -> None:
    assert texts(HEAD + multipart("mixed", "", "\none")) == ["", "one"]


def test_without_its_boundary_a_multipart_is_a_text() -> None:
    split = structure.split((HEAD + "Content-Type: multipart/mixed\n\n--b\n\none").encode())
    assert (split.root.media_type, split.root.body) == ("text/plain", b"--b\n\none")
    assert split.problems == {"no_boundary"}


def test_a_line_that_is_no_field_begins_the_body() -> None:
    split = structure.split(b"Subject: x\r\nno field\r\nnor this\r\n\r\nz")
    assert split.root.body == b"no field\r\nnor this\r\n\r\nz"
    assert split.problems == {"header_broken_off"}


def test_a_broken_line_between_fields_takes_none_with_it() -> None:
    split = structure.split(b"Subject: one\r\ntwo\r\nFrom: lan@example.com\r\n\r\nbody")
    assert (split.root.fields.raw("subject"), split.root.fields.raw("from")) == ("one two", "lan@example.com")
    assert (split.root.body, split.problems) == (b"body", frozenset({"header_line_broken"}))


def test_the_first_line_of_a_mailbox_file_is_no_field() -> None:
    root = structure.split(b"From lan@example.com Mon Nov 16\nSubject: x\n\nbody").root
    assert (root.fields.raw("subject"), root.body) == ("x", b"body")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_may_end_in_any_way(end: str) -> None:
    raw = (HEAD + multipart("mixed", "\none", "\ntwo")).replace("\n", end).encode()
    assert [leaf.body for leaf in structure.leaves(structure.split(raw).root)] == [b"one", b"two"]


def test_a_digest_holds_mails() -> None:
    raw = (HEAD + multipart("digest", "\nSubject: a\n\nb")).encode()
    assert [leaf.media_type for leaf in structure.leaves(structure.split(raw).root)] == ["message/rfc822"]

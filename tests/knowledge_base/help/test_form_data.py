"""What browsers send of a form, read as they mean it."""

import pytest

from contact_center.errors import MalformedBody
from knowledge_base.help.form_data import MOST_PARTS, Part, boundary_of, parse

B = b"----xyz"


def part(head: str, data: bytes) -> bytes:
    return b"--" + B + b"\r\nContent-Disposition: form-data; " + head.encode() + b"\r\n\r\n" + data + b"\r\n"


END = b"--" + B + b"--\r\n"


def test_fields_and_files_are_read_byte_for_byte() -> None:
    binary = bytes(range(256)) + b"\r\n--almost\r\n"
    body = part('name="message"', "Chào\r\nshop".encode()) + part('name="files"; filename="bát.png"', binary) + END
    found = parse(body, B)
    assert found.fields == {"message": "Chào\r\nshop"}
    assert found.files == [Part("files", "bát.png", binary)]


def test_a_file_field_left_empty_is_no_file_and_the_first_of_a_name_counts() -> None:
    body = part('name="a"', b"1") + part('name="a"', b"2") + part('name="files"; filename=""', b"") + END
    found = parse(body, B)
    assert (found.fields, found.files) == ({"a": "1"}, [])


def test_signs_that_browsers_write_in_other_ways_are_read_back() -> None:
    found = parse(part('name="files"; filename="a%22b%0Ac.txt"', b"x") + END, B)
    assert found.files[0].filename == 'a"b\nc.txt'


def test_what_was_cut_off_leaves_whole_what_came_before() -> None:
    body = part('name="email"', b"a@b.example") + part('name="files"; filename="big.bin"', b"x" * 500)
    found = parse(body[:-200], B)
    assert (found.fields, found.files) == ({"email": "a@b.example"}, [])


def test_a_part_without_a_name_or_with_an_endless_head_is_left_out() -> None:
    body = part("nothing", b"1") + part(f'name="{"n" * 5000}"', b"2") + part('name="a"', b"3") + END
    assert parse(body, B).fields == {"a": "3"}


@pytest.mark.parametrize("body", [b"", b"message=hello", part('name="a"', b"") * (MOST_PARTS + 1)])
def test_what_is_no_form_is_refused(body: bytes) -> None:
    with pytest.raises(MalformedBody):
        parse(body, B)


@pytest.mark.parametrize(
    "given", ["", "application/x-www-form-urlencoded", "multipart/form-data", "multipart/mixed; boundary=x"]
)
def test_another_type_is_refused(given: str) -> None:
    with pytest.raises(MalformedBody):
        boundary_of(given)


def test_the_boundary_is_that_of_the_header() -> None:
    assert boundary_of('multipart/form-data; boundary="----xyz"') == B

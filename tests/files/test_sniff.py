"""What a file is, by its content."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contact_center.files import kinds
from contact_center.files.sniff import HEAD, MOST_PIXELS, TAIL, Size, dimensions, media_type
from tests.files import samples as made

OPEN = "application/vnd.oasis.opendocument."
OFFICE = "application/vnd.openxmlformats-officedocument."

KNOWN = [
    (made.png(), "image/png"),
    (made.jpeg(4, 3), "image/jpeg"),
    (made.gif(1, 1), "image/gif"),
    (made.webp(5, 5), "image/webp"),
    (made.media(b"avif"), "image/avif"),
    (made.media(b"heic"), "image/heic"),
    (made.media(b"mif1"), "image/heif"),
    (b"BM" + b"\x3a\0\0\0" + b"\0" * 4 + b"\x36\0\0\0" + b"\x28\0\0\0" + b"\0" * 20, "image/bmp"),
    (b"II*\0\x08\0\0\0", "image/tiff"),
    (made.PDF, "application/pdf"),
    (made.package("a.txt"), "application/zip"),
    (made.package("[Content_Types].xml", "word/document.xml"), OFFICE + "wordprocessingml.document"),
    (made.package("[Content_Types].xml", "xl/workbook.xml"), OFFICE + "spreadsheetml.sheet"),
    (made.package("[Content_Types].xml", "ppt/presentation.xml"), OFFICE + "presentationml.presentation"),
    (
        made.package("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
        "application/vnd.ms-word.document.macroenabled.12",
    ),
    (made.package("content.xml", first=OPEN + "text"), OPEN + "text"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, kinds.OLE),
    (b"ID3\4\0\0", "audio/mpeg"),
    (b"\xff\xfb\x90\x64" + b"\0" * 100, "audio/mpeg"),
    (made.media(b"M4A "), "audio/mp4"),
    (b"OggS\0\2", "application/ogg"),
    (b"RIFF\x24\0\0\0WAVEfmt ", "audio/wav"),
    (made.media(b"isom"), "video/mp4"),
    (b"\x1aE\xdf\xa3\x9f\x42\x86\x81\1\x42\xf7\x81\1\x42\x82\x84webm", "video/webm"),
    (made.media(b"qt  "), "video/quicktime"),
    (b"7z\xbc\xaf\x27\x1c\0\4", "application/x-7z-compressed"),
    (b"Rar!\x1a\x07\1\0", "application/vnd.rar"),
    (b"\x1f\x8b\x08\0", "application/gzip"),
    (b"a.txt".ljust(257, b"\0") + b"ustar\x0000", "application/x-tar"),
    (made.SVG, "image/svg+xml"),
    (b"<!-- a --><!-- b -->\n<svg:svg xmlns:svg='x'/>", "image/svg+xml"),
    ("<svg xmlns='x'/>".encode("utf-16"), "image/svg+xml"),
    (made.HTML, "text/html"),
    (b"\xef\xbb\xbf  <ScRiPt>1</script>", "text/html"),
    (b"<?xml version='1.0'?><order/>", "application/xml"),
    ("Xin chào, tôi muốn đổi bát.\n".encode(), "text/plain"),
    (b"MZ, as the initials of a name", "text/plain"),
    (b"name,amount\nbowl,2\n", "text/plain"),
    (b"a < b and c > d", "text/plain"),
    (b"\x93\xfa\x96\x7b\x8c\xea\x80\x81", kinds.UNKNOWN),
    (b"text with \0 in it", kinds.UNKNOWN),
]  # fmt: skip
PROGRAMS = [
    made.EXE,
    b"\x7fELF\2\1\1" + b"\0" * 60,
    b"\xcf\xfa\xed\xfe\7\0\0\1",
    b"\xca\xfe\xba\xbe\0\0\0\2",
    b"#!/bin/sh\nrm -rf /\n",
    b"\x4c\0\0\0\x01\x14\x02\0\0\0\0\0\xc0\0\0\0\0\0\0\x46",
    made.MSI,
    made.package("META-INF/MANIFEST.MF", "Main.class"),
    made.package("classes.dex", "AndroidManifest.xml", "META-INF/MANIFEST.MF"),
]


def of(content: bytes) -> str:
    return media_type(content[:HEAD], content[-TAIL:])


@pytest.mark.parametrize(("content", "expected"), KNOWN)
def test_a_file_is_what_its_content_says(content: bytes, expected: str) -> None:
    assert of(content) == expected


@pytest.mark.parametrize("content", PROGRAMS)
def test_a_program_is_known_as_one(content: bytes) -> None:
    assert of(content) in kinds.PROGRAMS


def test_an_office_file_is_known_by_its_table_of_contents_when_large_parts_come_first() -> None:
    content = made.package(
        *(f"docProps/{number}" for number in range(3_000)), "[Content_Types].xml", "word/document.xml"
    )
    assert len(content) > HEAD
    assert of(content) == OFFICE + "wordprocessingml.document"


def test_a_picture_with_an_archive_or_a_page_behind_it_is_the_picture() -> None:
    assert of(made.png() + made.package("a.exe")) == "image/png"
    assert of(b"GIF89a/*" + made.HTML + b"*/=1;") == "image/gif"


def test_every_type_that_can_be_found_has_an_ending_or_is_refused() -> None:
    found = {sign.media_type for sign in kinds.SIGNS} | set(kinds.RIFF.values()) | set(kinds.BRANDS.values())
    found |= set(kinds.PARTS.values()) | set(kinds.DECLARED.values()) | set(kinds.MACROS.values())
    assert found - kinds.PROGRAMS <= set(kinds.ENDINGS)


@pytest.mark.parametrize(
    ("content", "size"),
    [
        (made.png(640, 480), (640, 480)),
        (made.gif(320, 200), (320, 200)),
        (made.webp(1_000, 700), (1_000, 700)),
        (made.webp(1_000, 700, b"VP8L"), (1_000, 700)),
        (made.webp(1_000, 700, b"VP8 "), (1_000, 700)),
        (made.jpeg(800, 600), (800, 600)),
        (made.jpeg(800, 600, padding=60_000), (800, 600)),
        (made.jpeg(800, 600, orientation=1), (800, 600)),
        (made.jpeg(800, 600, orientation=6), (600, 800)),
    ],
)
def test_a_picture_has_the_size_that_browsers_show(content: bytes, size: tuple[int, int]) -> None:
    assert dimensions(content, of(content)) == Size(*size)


def test_a_picture_that_would_fill_the_memory_and_an_empty_one_have_no_size() -> None:
    header = made.png()[:16]
    assert dimensions(header + (100_000).to_bytes(4) * 2, "image/png") is None
    assert dimensions(header + (MOST_PIXELS).to_bytes(4) + (1).to_bytes(4), "image/png") == Size(MOST_PIXELS, 1)
    assert dimensions(header + bytes(8), "image/png") is None


def test_what_browsers_do_not_show_has_no_size() -> None:
    assert dimensions(made.SVG, "image/svg+xml") is None


_BEGINNINGS = st.sampled_from([sign.magic for sign in kinds.SIGNS] + [content[:40] for content, _ in KNOWN])


@given(st.builds(bytes.__add__, _BEGINNINGS | st.just(b""), st.binary(max_size=300)), st.binary(max_size=60))
def test_no_bytes_bring_it_down(head: bytes, tail: bytes) -> None:
    found = media_type(head, tail)
    assert found in kinds.PROGRAMS or found in kinds.ENDINGS
    for kind in kinds.SHOWN:
        size = dimensions(head, kind)
        assert size is None or 0 < size.width * size.height <= MOST_PIXELS


@pytest.mark.parametrize(
    "content",
    [
        b"<!-- -->" * 30_000,
        b"<!--" * 60_000,
        b"<?xml ?>" * 30_000,
        b" " * HEAD,
        b"PK\x03\x04" * 60_000,
        b"\xff\xd8" + b"\xff" * HEAD,
    ],
)
def test_nothing_takes_long(content: bytes) -> None:
    began = time.process_time()
    dimensions(content[:HEAD], media_type(content[:HEAD], content[-TAIL:]))
    assert time.process_time() - began < 0.5

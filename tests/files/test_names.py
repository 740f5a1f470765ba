"""Names that are safe to show and to download."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contact_center.files import kinds
from contact_center.files.names import LONGEST, safe_name

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.mark.parametrize(
    ("given_name", "media_type", "expected"),
    [
        ("bát sứ vỡ.jpg", "image/jpeg", "bát sứ vỡ.jpg"),
        ("Scan.JPEG", "image/jpeg", "Scan.JPEG"),
        ("../../etc/passwd", "text/plain", "passwd.txt"),
        ("C:\\Users\\Lan\\photo.png", "image/png", "photo.png"),
        ("photo\u202egnp.exe", "image/png", "photognp.exe.png"),
        ("evil\u2066\u200f\u200b.pdf", "application/pdf", "evil.pdf"),
        ("line\nbreak\r\tx.pdf", "application/pdf", "line break x.pdf"),
        ("a\0b.png", "image/png", "ab.png"),
        ("A\u200b\u0300.pdf", "application/pdf", "À.pdf"),
        ("invoice.pdf", "image/png", "invoice.pdf.png"),
        ("page.png", "text/html", "page.png.html"),
        ("run.bat", "text/plain", "run.bat.txt"),
        ("drawing.svg", "text/plain", "drawing.svg.txt"),
        ("photo.png", kinds.UNKNOWN, "photo.png.bin"),
        ("game.exe", kinds.UNKNOWN, "game.exe.bin"),
        ("data.parquet", kinds.UNKNOWN, "data.parquet"),
        ("prices.csv", "text/plain", "prices.csv"),
        ("letter.docx", kinds.ZIP, "letter.docx.zip"),
        ("letter.docx", WORD, "letter.docx"),
        ("old.xls", kinds.OLE, "old.xls"),
        ("photo", "image/png", "photo.png"),
        ("", "image/png", "file.png"),
        ("...", "application/pdf", "file.pdf"),
        (".png", "image/png", "png.png"),
        ("CON.txt", "text/plain", "_CON.txt"),
        ("nul.tar.gz", "application/gzip", "_nul.tar.gz"),
        ('what? "this" <is>.png', "image/png", "what_ _this_ _is_.png"),
        ("name .png ", "image/png", "name.png"),
        ("a" * 500 + ".png", "image/png", "a" * (LONGEST - 4) + ".png"),
    ],
)
def test_a_name_is_cleaned_and_tells_the_truth(given_name: str, media_type: str, expected: str) -> None:
    assert safe_name(given_name, media_type) == expected


@given(st.text(max_size=400), st.sampled_from(sorted(kinds.ENDINGS)))
def test_every_name_is_short_visible_and_stays_as_it_is(name: str, media_type: str) -> None:
    safe = safe_name(name, media_type)
    stem, _, ending = safe.rpartition(".")
    assert stem
    assert ending.lower() not in kinds.NEVER
    assert len(safe) <= LONGEST
    assert len(safe.encode()) <= 255
    assert not any(unicodedata.category(each)[0] == "C" or each in '/\\<>:"|?*' for each in safe)
    assert safe_name(safe, media_type) == safe

"""The mails that tests read through ../shared/data/mail, and seeded damage to them."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

CORPUS = Path(__file__).parents[4] / "shared" / "data" / "mail"
OWN = Path(__file__).parents[2] / "data" / "mail"
_NOT_MAILS = {"LICENSE", "README.md", ".gitattributes"}
_SPLICES = (
    b"", b"\0", b"\r\n", b"\n\n", b"\r", b"--",
    b"=?utf-8?B?", b"?=", b"<", b">", b"(", b'"', b";", b":", b"=", b"\xff\xfe",
    b"\x80", b"\xed\xa0\x80", b"charset=utf-16", b"charset=idna", b"boundary=", b"Content-Type: multipart/mixed",
    b"Content-Transfer-Encoding: base64", b"<table><p>", b"</blockquote>", b"&#0;", b"&#xd800;", b"=00", b"%00",
)  # fmt: skip


def mails() -> list[Path]:
    """Skips the test where the folder is not there."""
    if not CORPUS.exists():
        pytest.skip("there is no ../shared/data/mail")
    return [path for path in sorted(CORPUS.rglob("*")) if path.is_file() and path.name not in _NOT_MAILS]


def damaged(originals: list[bytes], count: int, seed: int = 1) -> Iterator[bytes]:
    """So many of them with bytes changed, taken out, doubled, put in or swapped, or two of them in one."""
    rng = random.Random(seed)
    for _ in range(count):
        raw = bytearray(rng.choice(originals)[:50_000])
        for _ in range(rng.randint(1, 12)):
            _damage(raw, originals, rng)
        yield bytes(raw)


def _damage(raw: bytearray, originals: list[bytes], rng: random.Random) -> None:
    at = rng.randint(0, len(raw)) if rng.random() < 0.5 else rng.randint(0, min(len(raw), 800))
    end = min(len(raw), at + int(rng.expovariate(1 / 30)))
    match rng.randrange(6):
        case 0:
            raw[at:end] = rng.randbytes(end - at)
        case 1:
            del raw[at:end]
        case 2:
            raw[at:at] = raw[at:end] * rng.randint(1, 20)
        case 3:
            raw[at:at] = rng.choice(_SPLICES) * rng.choice((1, 1, 1, 50))
        case 4:
            other = rng.choice(originals)
            start = rng.randint(0, len(other))
            raw[at:at] = other[start : start + 500]
        case _:
            raw[at:] = raw[at:][:-1]

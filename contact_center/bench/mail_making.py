"""Mails to measure with: a corpus, mutations of it, and believable threads between customers and a shop."""

import base64
import random
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

ENDINGS = frozenset({".eml", ".txt", ".box"})
_MESSAGE_ID = re.compile(rb"^message-id[ \t]*:.*(?:\r?\n[ \t].*)*\r?\n", re.IGNORECASE | re.MULTILINE)
_ADDRESS = "support@bench.example"
_PIXEL = base64.b64encode(
    bytes.fromhex(
        "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
        "1f15c4890000000d49444154789c6360f8ffff3f0005fe02fe0dd7b2c80000000049454e44ae426082"
    )
).decode()
_SENTENCES = (
    "I have not received the parcel that was promised for last Tuesday.",
    "Could you look into it and tell me when it will arrive?",
    "The order was paid by card, and the confirmation came at once.",
    "Chào shop, mình đã đặt hàng tuần trước nhưng tới nay vẫn chưa nhận được.",
    "Nhờ bạn kiểm tra giúp mình mã vận đơn, cảm ơn bạn nhiều.",
    "Is it possible to change the size before it is sent?",
    "The lamp works, but the cable is shorter than your page says.",
)
_STRANGE = (
    b"\0",
    b"\r",
    b"\n\n",
    b"=?utf-7?Q?",
    b"<!--",
    b"--",
    b"\xff\xfe",
    b"Content-Type: multipart/mixed\r\n",
    b"(" * 50,
)


def corpus(folder: Path) -> list[tuple[str, bytes]]:
    """Every message file below a folder, with its name; those without a byte are no mails."""
    paths = sorted(path for path in folder.rglob("*") if path.suffix.lower() in ENDINGS and path.is_file())
    return [(path.relative_to(folder).as_posix(), raw) for path in paths if (raw := path.read_bytes())]


def mutations(found: Sequence[tuple[str, bytes]], count: int, rng: random.Random) -> Iterator[tuple[str, bytes]]:
    """Mails of the corpus, each changed in up to five places."""
    for number in range(count):
        name, raw = rng.choice(found)
        changed = raw
        for _ in range(rng.randint(1, 5)):
            changed = _mutated(changed, rng)
        yield f"{name}#{number}", changed or b"\n"


def _mutated(raw: bytes, rng: random.Random) -> bytes:
    """One change: bytes turned over, cut out, doubled, put in, or the end cut off."""
    start = rng.randrange(len(raw) + 1)
    end = min(len(raw), start + rng.randint(1, 200))
    match rng.randrange(6):
        case 0:
            return (
                raw[:start] + bytes(byte ^ rng.randrange(256) for byte in raw[start : min(end, start + 8)]) + raw[end:]
            )
        case 1:
            return raw[:start] + raw[end:]
        case 2:
            return raw[:end] + raw[start:end] * rng.randint(1, 20) + raw[end:]
        case 3:
            return raw[:start] + rng.choice(_STRANGE) + raw[start:]
        case 4:
            return raw[:start] + rng.randbytes(rng.randint(1, 64)) + raw[start:]
        case _:
            return raw[:start]


def threads(found: Sequence[tuple[str, bytes]], count: int, rng: random.Random) -> Iterator[tuple[str, bytes]]:
    """Mails of some 8 KB, of which four in ten answer an earlier one; one in ten is of the corpus."""
    sent: list[tuple[str, int]] = []
    for number in range(count):
        name = f"{number}@threads.example"
        if rng.random() < 0.1:
            original, raw = rng.choice(found)
            yield f"{original}#{number}", f"Message-ID: <{name}>\r\n".encode() + _MESSAGE_ID.sub(b"", raw, count=1)
            continue
        answered, customer = rng.choice(sent) if sent and rng.random() < 0.4 else (None, rng.randrange(count))
        sent.append((name, customer))
        yield name, _mail(name, customer, answered, rng)


def _mail(name: str, customer: int, answered: str | None, rng: random.Random) -> bytes:
    sentences = [rng.choice(_SENTENCES) for _ in range(24)]
    quoted = "\r\n".join(f"> {each}" for each in sentences[12:])
    text = "\r\n".join([*sentences[:12], "", "On Mon, 2 Mar 2026 at 10:02, Support wrote:", quoted])
    paragraphs = "".join(f'<p style="margin:0 0 8px;color:#222">{each}</p>' for each in sentences)
    html = f'<div>{paragraphs}<img src="cid:{name}"><img src="https://far.example/pixel.gif" width="1"></div>'
    thread = f"In-Reply-To: <{answered}>\r\nReferences: <{answered}>\r\n" if answered else ""
    return (
        f"From: Customer {customer} <c{customer}@customers.example>\r\nTo: Support <{_ADDRESS}>\r\n{thread}"
        f"Message-ID: <{name}>\r\nSubject: {'Re: ' if answered else ''}{sentences[0]}\r\n"
        f"Date: Mon, 02 Mar 2026 10:02:00 +0700\r\nMIME-Version: 1.0\r\n"
        "Content-Type: multipart/related; boundary=r\r\n\r\n"
        "--r\r\nContent-Type: multipart/alternative; boundary=a\r\n\r\n"
        f"--a\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{text}\r\n"
        f"--a\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{html}\r\n--a--\r\n"
        f"--r\r\nContent-Type: image/png; name=a.png\r\nContent-ID: <{name}>\r\nContent-Disposition: inline\r\n"
        f"Content-Transfer-Encoding: base64\r\n\r\n{_PIXEL}\r\n--r--\r\n"
    ).encode()

"""`bench quotes`: replies whose new words people have marked, through the folding of quotes and signatures."""

import hashlib
from pathlib import Path
from typing import Any

import msgspec

from channels.email import mime, plain, quotes
from contact_center.bench.options import Options
from contact_center.bench.server import BenchError

LABELS = "quotes.jsonl"
OWN = "vietnamese/"


class Label(msgspec.Struct, frozen=True):
    """What of a file is new: lines of its plain text (from 1, both ends included), or the SHA-256 of its words."""

    file: str
    sha256: str
    lines: tuple[tuple[int, int], ...] = ()
    visible: str = ""


class Line(msgspec.Struct, frozen=True):
    """Of the ledger: a reply as it was folded. more, less: words too many and too few, where the label tells them."""

    file: str
    exact: bool
    more: int = 0
    less: int = 0


def run(options: Options, *, labels: Path, corpus: Path) -> dict[str, Any]:
    """labels: the folder with quotes.jsonl and our own cases. corpus: that with all others. Raises BenchError."""
    lines = [_judge(label, _folder(label, labels, corpus) / label.file) for label in read(labels)]
    options.ledger.keep(lines)
    return figures(lines)


def read(folder: Path) -> list[Label]:
    """Raises BenchError."""
    try:
        return [msgspec.json.decode(line, type=Label) for line in (folder / LABELS).read_bytes().splitlines()]
    except (OSError, msgspec.DecodeError) as error:
        raise BenchError(f"{folder / LABELS} cannot be read: {error}") from error


def figures(lines: list[Line]) -> dict[str, Any]:
    """exact: the share of replies of which exactly the new words are shown."""
    own = [line for line in lines if line.file.startswith(OWN)]
    return {
        "replies": len(lines),
        "exact": _share(lines),
        "vietnamese": len(own),
        "vietnamese_exact": _share(own),
        "others_exact": _share([line for line in lines if line not in own]),
    }


def _share(lines: list[Line]) -> float:
    return round(sum(line.exact for line in lines) / len(lines), 4) if lines else 0.0


def _folder(label: Label, labels: Path, corpus: Path) -> Path:
    return labels if label.file.startswith(OWN) else corpus


def _judge(label: Label, path: Path) -> Line:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise BenchError(f"{path} cannot be read ({error.strerror}). Name its folder with --corpus.") from error
    if hashlib.sha256(raw).hexdigest() != label.sha256:
        raise BenchError(f"{path} is not the file that was labelled.")
    text, subject = _text(raw, path)
    found = quotes.fold(text, subject=subject)[0].split()
    if label.visible:
        return Line(label.file, hashlib.sha256(" ".join(found).encode()).hexdigest() == label.visible)
    lines = text.splitlines()
    expected = " ".join(" ".join(lines[first - 1 : last]) for first, last in label.lines).split()
    return Line(label.file, found == expected, max(0, len(found) - len(expected)), max(0, len(expected) - len(found)))


def _text(raw: bytes, path: Path) -> tuple[str, str]:
    """A whole mail is parsed; of other files the text is all that there is."""
    if path.suffix == ".eml":
        mail = mime.parse(raw)
        return mail.text, mail.subject
    text = raw.decode()
    return (plain.text_of(text) if path.suffix == ".html" else text), ""

"""What of a mail is its text, what its HTML, and what goes with it. Pure."""

from html import escape

import msgspec

from channels.email import charsets, embedded, flowed, names, plain, transfer
from channels.email.parsed import Part
from channels.email.structure import Entity, leaves

LONGEST_TEXT = 250_000
"""Characters of a mail's plain text that are kept beside its bytes."""


class Bodies(msgspec.Struct, frozen=True):
    text: str
    html: str | None
    parts: tuple[Part, ...]
    problems: frozenset[str]


class _Piece(msgspec.Struct, frozen=True):
    """A stretch of what is read; html: none where it is plain text alone."""

    text: str | None
    html: str | None = None


def bodies(root: Entity) -> Bodies:
    gatherer = _Gatherer()
    gatherer.root(root)
    return gatherer.found()


class _Gatherer:
    def __init__(self) -> None:
        self._pieces: list[_Piece] = []
        self._parts: list[Part] = []
        self._problems: set[str] = set()

    def root(self, entity: Entity) -> None:
        if not entity.parts and entity.media_type in _READ and _disposition(entity) != "attachment":
            self._pieces.append(self._piece(entity))
        else:
            self._walk(entity)

    def found(self) -> Bodies:
        text = "\n\n".join(filter(None, (self._as_text(piece).strip("\n") for piece in self._pieces)))
        if len(text) > LONGEST_TEXT:
            self._problems.add("text_cut")
        html = "\n".join(map(_as_html, self._pieces)) if any(each.html for each in self._pieces) else None
        if html is not None:
            html, whole = plain.within_bounds(html)
            self._problems |= set() if whole else {"html_cut"}
        return Bodies(text[:LONGEST_TEXT], html, tuple(self._parts), frozenset(self._problems))

    def _walk(self, entity: Entity) -> None:
        if not entity.parts:
            self._leaf(entity)
        elif entity.media_type == "multipart/alternative":
            self._alternative(entity)
        elif entity.media_type == "multipart/related":
            self._related(entity)
        else:
            for part in entity.parts:
                self._walk(part)

    def _leaf(self, entity: Entity) -> None:
        if _is_text(entity):
            self._pieces.append(self._piece(entity))
        else:
            self._attach(entity)

    def _alternative(self, entity: Entity) -> None:
        """The same in several forms: the first plain one and the last with HTML are one piece, others go with it.

        A form may be several pieces with attachments between them, as Apple Mail writes.
        """
        forms = [pieces for part in entity.parts if (pieces := self._form(part))]
        rich = next((form for form in reversed(forms) if any(piece.html is not None for piece in form)), None)
        plain_form = next((form for form in forms if all(piece.html is None for piece in form)), None)
        text = "\n\n".join(piece.text or "" for piece in plain_form) if plain_form else None
        if rich is not None:
            if text is None and all(piece.text is not None for piece in rich):
                text = "\n\n".join(piece.text or "" for piece in rich)
            self._pieces.append(_Piece(text, "\n".join(map(_as_html, rich))))
        elif text is not None:
            self._pieces.append(_Piece(text))

    def _form(self, entity: Entity) -> list[_Piece]:
        """The pieces of one part that say something; its attachments are gathered."""
        outer, self._pieces = self._pieces, []
        self._walk(entity)
        pieces, self._pieces = self._pieces, outer
        return [piece for piece in pieces if (piece.text or "").strip() or (piece.html or "").strip()]

    def _related(self, entity: Entity) -> None:
        start = entity.fields.parameters("content-type").get("start", "").strip("<> ")
        first = next((part for part in entity.parts if start and _content_id(part) == start), entity.parts[0])
        self._walk(first)
        for part in entity.parts:
            for leaf in leaves(part) if part is not first else ():
                if leaf.media_type == "text/plain" and _is_text(leaf) and _content_id(leaf) is None:
                    self._leaf(leaf)  # what a list has put below the mail
                else:
                    self._attach(leaf, related=True)

    def _piece(self, entity: Entity) -> _Piece:
        text = self._decoded_text(entity).replace("\r\n", "\n").replace("\r", "\n")
        if entity.media_type == "text/html":
            html, pictures = embedded.taken_out(text, after=len(self._parts))
            self._parts += pictures
            return _Piece(None, html)
        said = entity.fields.parameters("content-type")
        if said.get("format", "").lower() == "flowed":
            text = flowed.unbroken(text, delete_spaces=said.get("delsp", "").lower() == "yes")
        return _Piece(text)

    def _decoded_text(self, entity: Entity) -> str:
        data = self._decoded(entity)
        charset = entity.fields.parameters("content-type").get("charset", "")
        text, exact = charsets.text_of(data, charset)
        if not exact:
            self._problems.add("charset")
        return text

    def _decoded(self, entity: Entity) -> bytes:
        data, exact = transfer.decoded(entity.body, entity.fields.raw("content-transfer-encoding").partition(";")[0])
        if not exact:
            self._problems.add("transfer_encoding")
        return data

    def _attach(self, entity: Entity, *, related: bool = False) -> None:
        data = self._decoded(entity)
        content_id = _content_id(entity)
        inline = content_id is not None and (related or _disposition(entity) != "attachment")
        self._parts.append(
            Part(
                name=names.name_of(entity, data),
                media_type=entity.media_type,
                data=data,
                charset=entity.fields.parameters("content-type").get("charset", ""),
                content_id=content_id,
                inline=inline,
            )
        )

    def _as_text(self, piece: _Piece) -> str:
        return piece.text if piece.text is not None else plain.text_of(piece.html or "")


_READ = frozenset({"text/plain", "text/html"})


def _as_html(piece: _Piece) -> str:
    if piece.html is not None:
        return piece.html
    return f'<div style="white-space: pre-wrap">{escape(piece.text or "")}</div>'


def _is_text(entity: Entity) -> bool:
    return (
        entity.media_type in _READ and _disposition(entity) != "attachment" and not names.said_name(entity.fields)
    )  # fmt: skip


def _disposition(entity: Entity) -> str:
    return entity.fields.raw("content-disposition").partition(";")[0].strip().lower()


def _content_id(entity: Entity) -> str | None:
    found = "".join(entity.fields.raw("content-id").split()).strip("<>")
    return charsets.clean(found)[:_LONGEST_ID] or None


_LONGEST_ID = 512

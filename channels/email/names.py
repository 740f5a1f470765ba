"""What the parts of a mail are called, made safe. Pure."""

from channels.email.fields import Fields
from channels.email.structure import Entity, header_of
from contact_center.files import kinds
from contact_center.files.names import LONGEST, cleaned

_WITHOUT_NAME = {"text/calendar": "invite.ics", "text/vcard": "contact.vcf", "application/ms-tnef": "winmail.dat"}


def name_of(entity: Entity, data: bytes) -> str:
    """Without a path or unseen characters, never empty; storage gives it an ending that fits the content."""
    return _shortened(cleaned(said_name(entity.fields))) or _made_up(entity.media_type, data)


def said_name(fields: Fields) -> str:
    """As the sender wrote it; empty where nothing is said."""
    given = fields.parameters("content-disposition").get("filename", "").strip()
    return given or fields.parameters("content-type").get("name", "").strip()


def _made_up(media_type: str, data: bytes) -> str:
    if media_type == "message/rfc822":
        return (
            _shortened(cleaned(header_of(data).text("subject").replace("/", " "))[: LONGEST - 4] or "message") + ".eml"
        )
    if media_type in _WITHOUT_NAME:
        return _WITHOUT_NAME[media_type]
    ending = kinds.ENDINGS.get(media_type, ("bin",))[0]
    return f"{'image' if media_type.startswith('image/') else 'attachment'}.{ending}"


def _shortened(name: str) -> str:
    """The ending stays."""
    if len(name) <= LONGEST:
        return name
    stem, dot, ending = name.rpartition(".")
    return f"{stem[: LONGEST - len(ending) - 1].rstrip('. ')}.{ending}" if dot and len(ending) < 13 else name[:LONGEST]

"""Pictures that stand in the HTML itself become parts of the mail, so that it stays short. Pure."""

import re

from channels.email import transfer
from channels.email.parsed import Part

MOST = 50
"""Pictures of one mail that are taken out; further ones stay where they are."""
_PICTURE = re.compile(r"""(["'])\s*data:image/(png|jpe?g|gif|webp);base64,([A-Za-z0-9+/=\s]{500,})\1""", re.IGNORECASE)


def taken_out(html: str, *, after: int = 0) -> tuple[str, tuple[Part, ...]]:
    """The HTML with cid: in the place of long data: addresses, and their pictures. after: so many parts are earlier."""
    if "data:image/" not in html:
        return html, ()
    parts: list[Part] = []

    def take(found: re.Match[str]) -> str:
        number = after + len(parts) + 1
        kind = found[2].lower().replace("jpg", "jpeg")
        data, _ = transfer.base64(found[3].encode())
        part = Part(
            name=f"image-{number}.{kind}", media_type=f"image/{kind}", data=data, content_id=f"{number}@embedded",
            inline=True,
        )  # fmt: skip
        parts.append(part)
        return f"{found[1]}cid:{part.content_id}{found[1]}"

    return _PICTURE.sub(take, html, count=MOST), tuple(parts)

"""Small mails for tests."""

from channels.email import mime
from channels.email.parsed import Parsed

HEAD = "From: Lan <lan@example.com>\nTo: shop@example.com\nMessage-ID: <1@example.com>\n"


def raw(header: str, body: str | bytes = "hello", *, charset: str = "utf-8") -> bytes:
    """Lines end as mails end them, but in a body of bytes."""
    content = body if isinstance(body, bytes) else body.replace("\n", "\r\n").encode(charset)
    return header.strip("\n").replace("\n", "\r\n").encode() + b"\r\n\r\n" + content


def parsed(header: str, body: str | bytes = "hello", *, charset: str = "utf-8") -> Parsed:
    return mime.parse(raw(header, body, charset=charset))


def multipart(kind: str, *parts: str, boundary: str = "b") -> str:
    """A header's last field and the body after it, to be used as f"{HEAD}{multipart(...)}"."""
    inner = "".join(f"--{boundary}\n{part}\n" for part in parts)
    return f'Content-Type: multipart/{kind}; boundary="{boundary}"\n\n{inner}--{boundary}--\n'


def whole(text: str) -> Parsed:
    """Of a mail written as one text."""
    return mime.parse(text.replace("\n", "\r\n").encode())

"""The media types that are told apart by content: how each begins, and what its files' names end with. Pure."""

from typing import NamedTuple

UNKNOWN = "application/octet-stream"
TEXT = "text/plain"
ZIP = "application/zip"
OLE = "application/x-ole-storage"
HTML, SVG, XML = "text/html", "image/svg+xml", "application/xml"

SHOWN = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
"""What browsers show inside a page, and run nothing of."""
PROGRAMS = frozenset(
    {
        "application/vnd.microsoft.portable-executable",
        "application/x-elf",
        "application/x-mach-binary",
        "application/x-java-class",
        "application/java-archive",
        "application/vnd.android.package-archive",
        "application/x-ms-shortcut",
        "application/x-msi",
        "text/x-script",
    }
)
"""What an operating system starts when somebody opens it: never taken."""


class Sign(NamedTuple):
    """A file of this type has these bytes at this offset."""

    offset: int
    magic: bytes
    media_type: str


SIGNS = (
    Sign(0, b"\x89PNG\r\n\x1a\n", "image/png"),
    Sign(0, b"\xff\xd8\xff", "image/jpeg"),
    Sign(0, b"GIF87a", "image/gif"),
    Sign(0, b"GIF89a", "image/gif"),
    Sign(0, b"II*\0", "image/tiff"),
    Sign(0, b"MM\0*", "image/tiff"),
    Sign(0, b"%PDF-", "application/pdf"),
    Sign(0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLE),
    Sign(0, b"OggS", "application/ogg"),
    Sign(0, b"ID3", "audio/mpeg"),
    Sign(0, b"fLaC", "audio/flac"),
    Sign(0, b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    Sign(0, b"Rar!\x1a\x07", "application/vnd.rar"),
    Sign(0, b"\x1f\x8b\x08", "application/gzip"),
    Sign(0, b"BZh", "application/x-bzip2"),
    Sign(0, b"\xfd7zXZ\0", "application/x-xz"),
    Sign(0, b"{\\rtf", "application/rtf"),
    Sign(257, b"ustar", "application/x-tar"),
    Sign(0, b"MZ", "application/vnd.microsoft.portable-executable"),
    Sign(0, b"\x7fELF", "application/x-elf"),
    Sign(0, b"\xfe\xed\xfa\xce", "application/x-mach-binary"),
    Sign(0, b"\xfe\xed\xfa\xcf", "application/x-mach-binary"),
    Sign(0, b"\xce\xfa\xed\xfe", "application/x-mach-binary"),
    Sign(0, b"\xcf\xfa\xed\xfe", "application/x-mach-binary"),
    Sign(0, b"\xca\xfe\xba\xbe", "application/x-java-class"),
    Sign(0, b"\x4c\0\0\0\x01\x14\x02\0", "application/x-ms-shortcut"),
    Sign(0, b"#!", "text/x-script"),
)
"""The first that fits counts. Sources: the IANA registrations, and file(1)'s magic tables."""

WORDLIKE = frozenset({"application/vnd.microsoft.portable-executable"})
"""Types whose sign may begin a text as well."""
RIFF = {b"WEBP": "image/webp", b"WAVE": "audio/wav", b"AVI ": "video/x-msvideo"}
"""By the form type at offset 8 of a RIFF file."""
BRANDS = {
    b"avif": "image/avif", b"avis": "image/avif",
    b"heic": "image/heic", b"heix": "image/heic", b"heim": "image/heic", b"heis": "image/heic",
    b"mif1": "image/heif", b"msf1": "image/heif",
    b"M4A ": "audio/mp4", b"M4B ": "audio/mp4",
    b"qt  ": "video/quicktime",
}  # fmt: skip
"""By the major brand of an ISO base media file (ISO 14496-12); every other one is video/mp4."""

_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."
PARTS = {
    b"word/": _OFFICE + "wordprocessingml.document",
    b"xl/": _OFFICE + "spreadsheetml.sheet",
    b"ppt/": _OFFICE + "presentationml.presentation",
}
"""By the folder that an Office Open XML package has beside [Content_Types].xml."""
DECLARED = {
    name.encode(): name
    for name in (
        _OPEN + "text", _OPEN + "spreadsheet", _OPEN + "presentation", _OPEN + "graphics", "application/epub+zip",
    )
}  # fmt: skip
"""What a package may say of itself in its first entry, `mimetype`."""
MACROS = {
    PARTS[b"word/"]: "application/vnd.ms-word.document.macroenabled.12",
    PARTS[b"xl/"]: "application/vnd.ms-excel.sheet.macroenabled.12",
    PARTS[b"ppt/"]: "application/vnd.ms-powerpoint.presentation.macroenabled.12",
}

ENDINGS: dict[str, tuple[str, ...]] = {
    "image/png": ("png", "apng"),
    "image/jpeg": ("jpg", "jpeg", "jfif"),
    "image/gif": ("gif",),
    "image/webp": ("webp",),
    "image/avif": ("avif",),
    "image/heic": ("heic", "heif"),
    "image/heif": ("heif", "heic"),
    "image/bmp": ("bmp",),
    "image/tiff": ("tif", "tiff"),
    SVG: ("svg",),
    "application/pdf": ("pdf",),
    ZIP: ("zip",),
    PARTS[b"word/"]: ("docx", "dotx"),
    PARTS[b"xl/"]: ("xlsx", "xltx"),
    PARTS[b"ppt/"]: ("pptx", "potx", "ppsx"),
    MACROS[PARTS[b"word/"]]: ("docm", "dotm"),
    MACROS[PARTS[b"xl/"]]: ("xlsm", "xltm", "xlsb"),
    MACROS[PARTS[b"ppt/"]]: ("pptm", "ppsm"),
    _OPEN + "text": ("odt",),
    _OPEN + "spreadsheet": ("ods",),
    _OPEN + "presentation": ("odp",),
    _OPEN + "graphics": ("odg",),
    "application/epub+zip": ("epub",),
    OLE: ("doc", "xls", "ppt", "msg", "vsd", "mpp", "pub"),
    "application/rtf": ("rtf",),
    "audio/mpeg": ("mp3",),
    "audio/mp4": ("m4a", "m4b"),
    "audio/wav": ("wav",),
    "audio/flac": ("flac",),
    "application/ogg": ("ogg", "oga", "ogv", "opus"),
    "video/mp4": ("mp4", "m4v", "3gp"),
    "video/webm": ("webm",),
    "video/x-matroska": ("mkv",),
    "video/quicktime": ("mov",),
    "video/x-msvideo": ("avi",),
    "application/x-7z-compressed": ("7z",),
    "application/vnd.rar": ("rar",),
    "application/gzip": ("gz", "tgz"),
    "application/x-bzip2": ("bz2",),
    "application/x-xz": ("xz",),
    "application/x-tar": ("tar",),
    HTML: ("html", "htm"),
    XML: ("xml",),
    TEXT: ("txt",),
    UNKNOWN: ("bin",),
}
"""The endings that tell the truth about a type; the first is put after a name that lies or says nothing."""
OPEN_ENDED = frozenset({TEXT, UNKNOWN, ZIP, XML, OLE, "application/gzip"})
"""Types with files of many endings: one that we do not know may be right."""
NEVER = frozenset(
    {
        "apk", "app", "bat", "chm", "cmd", "com", "cpl", "crx", "dll", "dmg", "exe", "gadget", "hta", "inf",
        "ins", "iso", "jar", "jnlp", "js", "jse", "lnk", "mjs", "msc", "msi", "msix", "msp", "mst", "php",
        "pif", "pkg", "ps1", "psm1", "py", "pyw", "rb", "reg", "scf", "scr", "sh", "shtml", "sys", "url", "vb",
        "vbe", "vbs", "wsf", "wsh", "xbap", "xht", "xhtml",
    }
)  # fmt: skip
"""Endings on which a system starts what is inside, or renders it: no stored name has one."""

"""What a check says. Pure."""

from enum import StrEnum

import msgspec


class Level(StrEnum):
    OK = "ok"
    WARNING = "warning"
    FAILED = "FAILED"


class Finding(msgspec.Struct, frozen=True):
    """name: what was looked at. detail: how it stands. todo: what to do about it; empty where all is well."""

    level: Level
    name: str
    detail: str
    todo: str = ""


def ok(name: str, detail: str) -> Finding:
    return Finding(Level.OK, name, detail)


def warning(name: str, detail: str, todo: str) -> Finding:
    return Finding(Level.WARNING, name, detail, todo)


def failed(name: str, detail: str, todo: str) -> Finding:
    return Finding(Level.FAILED, name, detail, todo)

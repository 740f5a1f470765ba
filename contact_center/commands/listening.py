"""Opens the sockets to listen on, before anything else is done, and says in one line where that fails."""

import contextlib
import errno
import os
import socket
from collections.abc import Iterator

from contact_center.errors import SettingsError

_REASONS = {
    errno.EADDRINUSE: "is in use. Stop what listens there, or choose another with --port or CC_PORT.",
    errno.EACCES: "may not be opened by this user. Choose one above 1023 with --port or CC_PORT.",
    errno.EADDRNOTAVAIL: "is not an address of this machine. Choose another with --host or CC_HOST.",
}
_NO_SUCH_FAMILY = {errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT}


@contextlib.contextmanager
def listen(host: str, port: int) -> Iterator[list[socket.socket]]:
    """A bound socket for each address of the host, all on one port; port 0 takes a free one. Raises SettingsError."""
    opened = _open(host, port)
    try:
        yield opened
    finally:
        _close(opened)


def port_of(sockets: list[socket.socket]) -> int:
    """The port that the sockets share; 0 where there are none."""
    return int(sockets[0].getsockname()[1]) if sockets else 0


def _open(host: str, port: int) -> list[socket.socket]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError):
        raise SettingsError(f"The host {host!r} is unknown. Choose another with --host or CC_HOST.") from None
    opened: list[socket.socket] = []
    missing: OSError | None = None
    for family, kind, protocol, _, address in found:
        where = (address[0], port_of(opened) or port, *address[2:])
        try:
            opened.append(_bind(family, kind, protocol, where))
        except OSError as error:
            if error.errno in _NO_SUCH_FAMILY:
                missing = error  # such as ::1 for localhost where there is no IPv6
                continue
            _close(opened)
            raise _refused(host, port, error) from None
    if missing is not None and not opened:
        raise _refused(host, port, missing)
    return opened


def _close(sockets: list[socket.socket]) -> None:
    for each in sockets:
        each.close()


def _bind(family: int, kind: int, protocol: int, where: tuple[object, ...]) -> socket.socket:
    opened = socket.socket(family, kind, protocol)
    try:
        if os.name == "posix":
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            opened.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        opened.bind(where)
    except OSError:
        opened.close()
        raise
    return opened


def _refused(host: str, port: int, error: OSError) -> SettingsError:
    reason = _REASONS.get(error.errno or 0, f"cannot be listened on ({error.strerror}).")
    return SettingsError(f"{host} port {port} {reason}")

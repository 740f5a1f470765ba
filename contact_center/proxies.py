"""Who is really asking, behind proxies: believes forwarded headers from trusted addresses only. Pure."""

import ipaddress
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from contact_center.errors import SettingsError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class Seen(NamedTuple):
    """The client's address and, where a trusted proxy said so, whether it came by https or http."""

    address: str
    scheme: str | None


class TrustedProxies:
    """The proxies of the settings: addresses or networks. Raises SettingsError where one is neither."""

    def __init__(self, names: Sequence[str]) -> None:
        try:
            self._networks: list[Network] = [ipaddress.ip_network(name, strict=False) for name in names]
        except ValueError as error:
            raise SettingsError(f"CC_TRUSTED_PROXIES takes addresses and networks: {error}.") from None
        self.trusts = lru_cache(maxsize=1024)(self._trusts)

    def _trusts(self, host: str) -> bool:
        address = _address(host)
        return address is not None and any(address in network for network in self._networks)

    def look_through(self, peer: str, forwarded_for: str, forwarded_proto: str) -> Seen:
        """The right-most hop that is not one of our proxies; what stands left of it anybody could have written."""
        if not self.trusts(peer):
            return Seen(peer, None)
        client = peer
        for hop in reversed(forwarded_for.split(",")):
            address = _address(_without_port(hop.strip()))
            if address is None:
                break
            client = str(address)
            if not self.trusts(client):
                break
        scheme = forwarded_proto.rpartition(",")[2].strip().lower()
        return Seen(client, scheme if scheme in {"http", "https"} else None)


def _address(text: str) -> Address | None:
    """An address, an IPv4 one in IPv6 clothes as the IPv4 one."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address


def _without_port(hop: str) -> str:
    """203.0.113.7:4711 and [2001:db8::1]:4711 without their port."""
    if hop.startswith("["):
        return hop[1:].partition("]")[0]
    return hop.partition(":")[0] if hop.count(":") == 1 else hop

"""Which addresses a request may go to, and what a host name stands for. Pure."""

from collections.abc import Mapping, Sequence
from fnmatch import fnmatch
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address

NAT64 = IPv6Network("64:ff9b::/96")
LOCAL = (IPv6Network("::/96"), IPv6Network("64:ff9b:1::/48"), IPv6Network("fec0::/10"))
"""IPv4-compatible, NAT64 of one network (RFC 8215), site-local: Python calls them global."""


def refused(address: str, allowed: Sequence[IPv4Network | IPv6Network]) -> str:
    """Why `address` may not be connected to; empty when it may. Judged on the address itself, never on the name."""
    ip = ip_address(address.split("%", maxsplit=1)[0])
    if isinstance(ip, IPv6Address):
        ip = ip.ipv4_mapped or ip.sixtofour or (ip_address(int(ip) & 0xFFFFFFFF) if ip in NAT64 else ip)
    if any(ip.version == network.version and ip in network for network in allowed):
        return ""
    if not ip.is_global or ip.is_multicast or any(ip in network for network in LOCAL if ip.version == network.version):
        return f"{address} is not a public address"
    return ""


def fixed_address(host: str, resolve: Mapping[str, str]) -> tuple[str, int | None] | None:
    """What the settings say that `host` is: an address and maybe a port, or None when DNS is to be asked."""
    for pattern, address in resolve.items():
        if fnmatch(host.lower(), pattern):
            name, _, port = address.partition(":")
            return name, int(port) if port else None
    return None

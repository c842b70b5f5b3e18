"""Which addresses a request may go to, and what a host name stands for. Pure."""

import re
from collections.abc import Mapping, Sequence
from fnmatch import fnmatch
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address

NAT64 = IPv6Network("64:ff9b::/96")
UNICAST = IPv6Network("2000::/3")
"""All that was ever given out as public IPv6 (RFC 4291 §2.4). Python calls more global: IPv4-compatible ::/96, translated
::ffff:0:0:0/96, NAT64 of one network (RFC 8215), site-local fec0::/10, segment identifiers 5f00::/16."""

UNLISTED = (IPv4Network("192.0.0.0/24"), IPv4Network("192.88.99.0/24"), IPv4Network("168.63.129.16/32"), IPv6Network("3fff::/20"))
"""Protocol assignments (RFC 6890), 6to4 relays (RFC 7526), a cloud's metadata on a public address, documentation (RFC 9637): versions
of Python differ in what of these they call global, and one cloud has its metadata at 192.0.0.192."""

_LOCAL_NAME = re.compile(r"(?:^|\.)(?:localhost|localdomain|local|internal|intranet|lan|home\.arpa)$", re.IGNORECASE)
_NUMBER = re.compile(r"(?:^|\.)(?:[0-9]+|0x[0-9a-f]*)$", re.IGNORECASE)


def refused(address: str, allowed: Sequence[IPv4Network | IPv6Network]) -> str:
    """Why `address` may not be connected to; empty when it may. Judged on the address itself, never on the name."""
    ip = ip_address(address.split("%", maxsplit=1)[0])
    if isinstance(ip, IPv6Address):
        ip = ip.ipv4_mapped or ip.sixtofour or (ip_address(int(ip) & 0xFFFFFFFF) if ip in NAT64 else ip)
    if any(ip.version == network.version and ip in network for network in allowed):
        return ""
    public = ip.is_global and not ip.is_multicast and not any(ip in n for n in UNLISTED if n.version == ip.version)
    if not public or (isinstance(ip, IPv6Address) and ip not in UNICAST):
        return f"{address} is not a public address"
    return ""


def local_name(host: str) -> str:
    """Why a name that cannot be looked up here is not handed to somebody else to look up; empty when it may be.

    A name whose last label is a number is an address to whoever is lenient enough (WHATWG URL, "ends in a number").
    """
    name = host.rstrip(".")
    if _LOCAL_NAME.search(name) or "." not in name:
        return f"{host} names no public host"
    return f"{host} is an address in disguise" if _NUMBER.search(name) else ""


def fixed_address(host: str, resolve: Mapping[str, str]) -> tuple[str, int | None] | None:
    """What the settings say that `host` is: an address and maybe a port, or None when DNS is to be asked."""
    for pattern, address in resolve.items():
        if fnmatch(host.lower(), pattern):
            name, _, port = address.partition(":")
            return name, int(port) if port else None
    return None

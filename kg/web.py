"""Fetching an address: from the public network unless more is allowed, in limited size and time.

What a name stands for is looked up once, checked, and then connected to, so that no second
answer of the name server leads elsewhere; each redirect is checked like the address itself.
"""

from __future__ import annotations

import socket
import time
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from kg.errors import InputError, Place

if TYPE_CHECKING:
    from urllib3 import BaseHTTPResponse

__all__ = ["REDIRECTS", "SECONDS", "SILENCE", "Answer", "fetch"]

SECONDS, SILENCE = 120, 30
"""How long an answer may take, and how long it may be silent meanwhile."""

REDIRECTS = 5

_PIECE = 65_536
_MOVED = {301, 302, 303, 307, 308}
_NAT64 = IPv6Network("64:ff9b::/96")
_HEADERS = {"User-Agent": "duta", "Accept-Encoding": "gzip, deflate"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What an address sends; `url` is where the last redirect led, `kind` its media type."""

    url: str
    data: bytes
    kind: str


def fetch(url: str, most: int, *, private: bool = False) -> Answer:
    """What an address of the web sends.

    Args:
        url: `http` or `https`.
        most: how many bytes it may send, unpacked.
        private: whether it may be in a private network, or this machine.

    Raises:
        InputError: if it cannot be reached, is private, leads on without end, answers with an
            error, or sends too much or too slowly.
    """
    from urllib3.exceptions import HTTPError

    where, until, last = Place(url), time.monotonic() + SECONDS, url
    try:
        for _ in range(REDIRECTS + 1):
            with _asked(last, where, private) as answer:
                if answer.status in _MOVED and "Location" in answer.headers:
                    last = urljoin(last, answer.headers["Location"])
                    continue
                if answer.status != 200:
                    what = f"answers {answer.status} {answer.reason}".rstrip()
                    raise InputError(f"{what}; check the address", where)
                data = _read(answer, most, until, where)
            kind = answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()
            return Answer(last, data, kind)
    except (HTTPError, ValueError) as error:  # ValueError: a redirect to what is no address
        reason = str(error).rpartition(": ")[2]
        raise InputError(f"cannot be fetched ({reason}); check it, or save it", where) from None
    raise InputError(f"redirects more than {REDIRECTS} times; check the address", where)


def _asked(url: str, where: Place, private: bool) -> BaseHTTPResponse:
    """The answer of one address, its head read; whoever takes it closes it."""
    from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, Timeout
    from urllib3.exceptions import ConnectTimeoutError, NewConnectionError
    from urllib3.util import parse_url

    parsed = parse_url(url)
    if parsed.scheme not in {"http", "https"} or not parsed.host:
        raise InputError(f"leads to {url}, which is no address of the web", where)
    name = parsed.host.strip("[]")
    port = parsed.port or (443 if parsed.scheme == "https" else 80)
    timeout = Timeout(SILENCE)
    addresses = _addresses(name, port, where, private)
    for last, address in enumerate(addresses, 1 - len(addresses)):
        pool = (
            HTTPSConnectionPool(
                address, port, timeout, server_hostname=name, assert_hostname=name
            )
            if parsed.scheme == "https"
            else HTTPConnectionPool(address, port, timeout)
        )  # fmt: skip
        try:
            return pool.request(
                "GET", parsed.request_uri, headers={**_HEADERS, "Host": parsed.netloc or name},
                retries=False, redirect=False, preload_content=False,
            )  # fmt: skip
        except (NewConnectionError, ConnectTimeoutError):
            if last == 0:
                raise
    raise InputError(f"the name {name} stands for no address", where)


def _addresses(name: str, port: int, where: Place, private: bool) -> list[str]:
    """The addresses that a name stands for, those that may be asked."""
    try:
        found = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise InputError(f"no address is known for {name}; check the name", where) from None
    addresses = [str(sockaddr[0]) for *_, sockaddr in found]
    allowed = [address for address in addresses if private or _public(address)]
    if addresses and not allowed:
        raise InputError(
            f"{name} is in a private network ({addresses[0]}); --allow-private fetches from there",
            where,
        )
    return allowed


def _public(text: str) -> bool:
    address: IPv4Address | IPv6Address | None = ip_address(text.partition("%")[0])
    if isinstance(address, IPv6Address):  # it may stand for one of version 4
        inner = address.ipv4_mapped or address.sixtofour
        if address in _NAT64:
            inner = IPv4Address(int(address) & 0xFFFF_FFFF)
        address = inner or address
    return address is not None and address.is_global and not address.is_multicast


def _read(answer: BaseHTTPResponse, most: int, until: float, where: Place) -> bytes:
    data = bytearray()
    while piece := answer.read1(_PIECE, decode_content=True):
        data += piece
        if len(data) > most:
            size = f"larger than {most // 10**6} MB"
            raise InputError(f"{size}; save it and give the file", where)
        if time.monotonic() > until:
            raise InputError(f"not sent within {SECONDS} s; save it and give the file", where)
    return bytes(data)

"""Requests go to public addresses only, however another one is written."""

from ipaddress import ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.addresses import fixed_address, local_name, refused

NOT_PUBLIC = """
    0.0.0.0 10.0.0.1 10.255.255.255 100.64.0.1 127.0.0.1 127.1.2.3 169.254.0.1 169.254.169.254 172.16.0.1 172.31.255.255
    192.0.0.1 192.0.0.192 192.0.2.1
    192.168.0.1 198.18.0.1 198.51.100.1 203.0.113.1 224.0.0.1 239.1.2.3 240.0.0.1 255.255.255.255 168.63.129.16 192.88.99.1
    ::ffff:0:127.0.0.1 5f00::1 3fff::1 4000::1 fd00:ec2::254
    :: ::1 fc00::1 fd00::1 fe80::1 fe80::1%eth0 fec0::1 ff02::1 2001:db8::1 100::1
    ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 ::ffff:7f00:1 ::127.0.0.1 ::10.0.0.1
    64:ff9b::127.0.0.1 64:ff9b::10.0.0.1 64:ff9b::a9fe:a9fe 64:ff9b:1::10.0.0.1
    2002:7f00:1:: 2002:a00:1:: 2002:a9fe:a9fe::1 2001::1 2001:0:7f00:1::
""".split()
PUBLIC = (
    "1.1.1.1 8.8.8.8 93.184.216.34 2606:4700:4700::1111 2a00:1450:4001:81b::200e ::ffff:8.8.8.8 64:ff9b::8.8.8.8 2002:808:808::".split()
)


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_an_address_that_is_not_public_is_refused(address: str) -> None:
    assert address in refused(address, ())


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_is_not_refused(address: str) -> None:
    assert refused(address, ()) == ""


def test_enough_forms_were_tried() -> None:
    assert len(set(NOT_PUBLIC)) > 40


@pytest.mark.parametrize(
    ("address", "network"),
    [("127.0.0.1", "127.0.0.0/8"), ("::ffff:127.0.0.1", "127.0.0.1/32"), ("::1", "::1/128"), ("10.1.2.3", "10.0.0.0/8")],
)
def test_an_allowed_network_opens_its_addresses_and_no_others(address: str, network: str) -> None:
    allowed = [ip_network(network)]
    assert refused(address, allowed) == ""
    assert refused("192.168.0.1", allowed)
    assert refused("fd00::1", allowed)


@given(st.ip_addresses(v=4))
def test_a_mapped_address_is_judged_as_the_address_it_stands_for(address: object) -> None:
    plain = bool(refused(str(address), ()))
    assert bool(refused(f"::ffff:{address}", ())) is plain
    assert bool(refused(f"64:ff9b::{address}", ())) is plain


def test_a_host_stands_for_what_the_settings_say() -> None:
    resolve = {"*.test": "127.0.0.1:8700", "fixed.example": "10.0.0.1"}
    assert fixed_address("courier.test", resolve) == ("127.0.0.1", 8700)
    assert fixed_address("COURIER.TEST", resolve) == ("127.0.0.1", 8700)
    assert fixed_address("fixed.example", resolve) == ("10.0.0.1", None)
    assert fixed_address("courier.test.example", resolve) is None
    assert fixed_address("a.fixed.example", resolve) is None


@pytest.mark.parametrize(
    "host", "localhost a.localhost LOCALHOST. db vault.internal tv.local 127.0.0.1. 0177.1 1.2.0x7f 2130706433".split()
)
def test_a_name_that_is_local_or_a_number_is_handed_to_nobody(host: str) -> None:
    assert host in local_name(host)


@pytest.mark.parametrize("host", "courier.test localhost.example internal.example 1.example xn--80ak6aa92e.com".split())
def test_other_names_may_be_looked_up_elsewhere(host: str) -> None:
    assert local_name(host) == ""

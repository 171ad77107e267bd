"""An address of a stranger's choice leads nowhere that only we can reach."""

from __future__ import annotations

import ipaddress
import socket
from datetime import UTC, datetime

import pytest

from platforms import http, notices
from platforms.errors import Invalid, Transient
from platforms.notices import NotAllowedAddress, Notice, check_url, deliver, is_public

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
PRIVATE = [
    *("127.0.0.1", "127.9.9.9", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254"),
    *("100.64.0.1", "192.0.2.1", "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fc00::1"),
    *("ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:db8::1"),
]


@pytest.mark.parametrize("address", PRIVATE)
def test_it_knows_a_private_address(address):
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"])
def test_it_knows_a_public_address(address):
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "url",
    [
        *("http://example.org/", "ftp://example.org/", "//example.org/", "example.org", "", "https://"),
        *("https://user:pass@example.org/", "https://@example.org/", "https://example.org:0/"),
        *("https://example.org:99999/", "https://[::1/", "file:///etc/passwd"),
    ],
)
def test_it_refuses_an_address_that_cannot_be_one(url):
    with pytest.raises(NotAllowedAddress):
        check_url(url)


def resolving_to(*addresses: str):
    def getaddrinfo(host: str, port: int, **_: object) -> list:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    return getaddrinfo


def notice(url: str = "https://hooks.example.org/in?a=1", secret: str = SECRET) -> Notice:
    return Notice(url=url, secret=secret, key="msg_1", body=b"{}")


@pytest.fixture
def sent(monkeypatch) -> list[http.Request]:
    requests: list[http.Request] = []

    def send(request: http.Request) -> http.Answer:
        requests.append(request)
        return http.Answer(204, {}, b"")

    monkeypatch.setattr(http, "send", send)
    return requests


def test_it_calls_the_address_that_it_checked_by_the_name_that_was_given(monkeypatch, sent):
    monkeypatch.setattr(socket, "getaddrinfo", resolving_to("93.184.215.14"))
    deliver(notice("https://hooks.example.org:8443/in?a=1"), now=NOW)
    [request] = sent
    assert request.url == "https://93.184.215.14:8443/in?a=1"
    assert request.server_name == "hooks.example.org"
    assert request.headers["Host"] == "hooks.example.org:8443"


@pytest.mark.parametrize("addresses", [["10.0.0.1"], ["93.184.215.14", "127.0.0.1"], ["::ffff:10.0.0.1"]])
def test_it_calls_no_name_that_may_lead_to_a_private_address(monkeypatch, sent, addresses):
    monkeypatch.setattr(socket, "getaddrinfo", resolving_to(*addresses))
    with pytest.raises(NotAllowedAddress):
        deliver(notice(), now=NOW)
    assert sent == []


def test_it_waits_for_a_name_that_is_not_known(sent):
    with pytest.raises(Transient):
        deliver(notice("https://nowhere.invalid/"), now=NOW)


def test_it_sends_nothing_that_it_cannot_sign(monkeypatch, sent):
    monkeypatch.setattr(socket, "getaddrinfo", resolving_to("93.184.215.14"))
    with pytest.raises(Invalid):
        deliver(notice(secret="not base64!"), now=NOW)
    assert sent == []


def test_it_takes_no_redirect_for_an_answer(monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", resolving_to("93.184.215.14"))
    monkeypatch.setattr(http, "send", lambda request: http.Answer(301, {}, b""))
    with pytest.raises(Transient, match="301"):
        notices.deliver(notice(), now=NOW)

"""Machines that are not to be asked, whatever leads there; hosts that do not answer; certificates that do not hold."""

from __future__ import annotations

import datetime as dt
import socket
import ssl
from pathlib import Path

import pytest
from aiohttp.abc import ResolveResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from diatrace.source.crawl import address
from tests.source.crawl.conftest import Crawled
from tests.web import Reply, Resolver, Served

ONE_OPEN = "127.0.0.1"


@pytest.fixture
def one_open(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take 127.0.0.1 for an address of the open internet; all others are what they are."""
    real = address.is_private
    monkeypatch.setattr(address, "is_private", lambda host: host != ONE_OPEN and real(host))


class Turning(Resolver):
    """Leads a name to one address at first, and to another from the second time on."""

    def __init__(self, port: int, name: str, *later: str) -> None:
        super().__init__(port)
        self._name = name
        self._later = list(later)
        self._times = 0

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        (found,) = await super().resolve(host, port, family)
        self._times += host == self._name
        if host == self._name and self._times > 1:
            found["host"] = self._later[0]
            found["family"] = socket.AF_INET6 if ":" in self._later[0] else socket.AF_INET
        return [found]


def test_private_addresses_are_refused_with_their_reason(crawled: Crawled) -> None:
    crawled.run("http://errors.test/", "http://10.1.2.3/", "http://[::1]/x", allow_private=False)
    assert crawled.summary.starts == {
        "http://errors.test/": "private address 127.0.0.1 refused",
        "http://10.1.2.3/": "private address 10.1.2.3 refused",
        "http://[::1]/x": "private address ::1 refused",
    }
    assert crawled.served.log == []


@pytest.mark.usefixtures("one_open")
@pytest.mark.parametrize("later", ["127.0.0.2", "169.254.169.254", "192.168.0.1", "::1"])
def test_a_name_that_turns_private_is_refused_from_then_on(crawled: Crawled, later: str) -> None:
    crawled.run(
        "http://short.test/",
        depth=2,
        allow_private=False,
        sitemaps=False,
        connections=1,
        robots=False,
        robots_reason="the test watches connections",
        resolver=lambda: Turning(crawled.served.port, "short.test", later),
    )
    found = crawled.outcomes
    assert found["short.test/two"].note == "cut: disconnect"
    assert found["short.test/one"].reason == f"private address {later} refused"


@pytest.mark.usefixtures("one_open")
def test_a_redirect_into_the_private_is_refused(tmp_path: Path) -> None:
    class Everything:
        def owner(self, url: str) -> str:  # noqa: ARG002
            return "all"

    def answers(host: str, path: str, headers: dict[str, str]) -> Reply:
        return (
            Reply(b"", 302, {"Location": "http://169.254.169.254/latest/meta-data"})
            if path == "/"
            else Reply(b"", 404)
        )

    with Served(answers) as served:
        crawled = Crawled(tmp_path / "crawl", served).run(
            "http://a.test/", scope=Everything(), allow_private=False
        )
    assert (
        crawled.outcomes["169.254.169.254/latest/meta-data"].reason
        == "private address 169.254.169.254 refused"
    )


def test_hosts_that_are_not_there_are_given_up_with_a_reason(crawled: Crawled) -> None:
    def nobody(port: int) -> Resolver:
        return Resolver(port, exists=lambda host: host != "gone.test")

    with socket.socket() as closed:
        closed.bind((ONE_OPEN, 0))
        port = closed.getsockname()[1]
        crawled.run("http://gone.test/", "http://shut.test/", tries=2, resolver=lambda: nobody(port))
    assert crawled.summary.starts["http://gone.test/"] == "no host of that name"
    assert crawled.summary.starts["http://shut.test/"].startswith("no connection:")
    assert crawled.summary.outcomes == {"failed": 2}


@pytest.mark.parametrize("robots", [True, False])
def test_a_host_that_never_answers_is_given_up_whole(tmp_path: Path, robots: bool) -> None:
    def answers(host: str, path: str, headers: dict[str, str]) -> Reply:
        return Reply(reset=True)

    starts = [f"http://a.test/{number}" for number in range(30)]
    with Served(answers) as served:
        crawled = Crawled(tmp_path / "crawl", served).run(
            *starts, tries=2, robots=robots, robots_reason="" if robots else "the test counts"
        )
        assert len(served.log) < 70
    assert crawled.summary.outcomes["failed"] >= 30
    assert not crawled.summary.statuses


def test_a_certificate_that_does_not_hold_is_recorded(tmp_path: Path) -> None:
    with Served(lambda *_: Reply(b"never"), tls=_self_signed(tmp_path)) as served:
        crawled = Crawled(tmp_path / "crawl", served).run("https://a.test/")
    assert crawled.summary.starts["https://a.test/"].startswith("TLS: ")
    assert served.log == []


def _self_signed(folder: Path) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "a.test")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    file = folder / "both.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context

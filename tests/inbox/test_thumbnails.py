"""Pictures of posts are fetched from addresses that strangers named: little of what is there is kept."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from inbox import thumbnails
from inbox.models import Post, PostThumbnail
from tests.factories import NOW, make_channel, make_message

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n" + b"x" * 100


class Pictures:
    """A server of pictures on this machine, as the simulator is one."""

    def __init__(self) -> None:
        self.url, self.status, self.body, self.asked = "", 200, PNG, 0


@contextmanager
def serving() -> Iterator[Pictures]:
    pictures = Pictures()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            pictures.asked += 1
            self.send_response(pictures.status)
            self.send_header("Content-Type", "image/png")
            self.send_header("Location", "/elsewhere.png")
            self.send_header("Content-Length", str(len(pictures.body)))
            self.end_headers()
            self.wfile.write(pictures.body)

        def log_message(self, *_: object) -> None:
            """Stay silent."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        pictures.url = f"http://127.0.0.1:{server.server_port}"
        yield pictures
        server.shutdown()
        thread.join()


@pytest.fixture
def pictures(settings: Any) -> Iterator[Pictures]:
    with serving() as pictures:
        settings.SIMULATOR_URL = pictures.url
        yield pictures


def wanted(url: str, **channel: Any) -> PostThumbnail:
    make_message(make_channel(**{"is_simulated": True} | channel))
    post = Post.objects.get()
    thumbnails.want(post, url, NOW)
    return PostThumbnail.objects.get(post=post)


def fetched(row: PostThumbnail) -> PostThumbnail:
    thumbnails.fetch(row.pk, now=NOW)
    return PostThumbnail.objects.get(pk=row.pk)


def test_it_keeps_a_picture(pictures: Pictures) -> None:
    row = fetched(wanted(f"{pictures.url}/1.png"))
    assert (bytes(row.content), row.content_type, row.run_at) == (PNG, "image/png", None)
    thumbnails.want(row.post, f"{pictures.url}/other-signature.png", NOW)
    assert thumbnails.due(NOW) == []


@pytest.mark.parametrize(
    "body",
    [
        b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
        b"<!doctype html><script>alert(1)</script>",
        b"GIF89a",
        b"",
        PNG + b"x" * 400_000,
        PNG + b"x" * 10_000_000,
    ],
    ids=["svg", "html", "gif", "nothing", "large", "huge"],
)
def test_it_keeps_nothing_else(pictures: Pictures, body: bytes) -> None:
    pictures.body = body
    row = fetched(wanted(f"{pictures.url}/1.png"))
    assert (bytes(row.content), row.content_type) == (b"", "")


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/1.png",
        "https://127.0.0.1/1.png",
        "https://[::1]/1.png",
        "https://169.254.169.254/latest/meta-data/",
        "https://localhost/1.png",
        "ftp://example.org/1.png",
        "https://user:secret@example.org/1.png",
    ],
)
def test_it_goes_to_no_private_place(pictures: Pictures, url: str) -> None:
    row = fetched(wanted(url))
    assert (row.content_type, row.run_at) == ("", None)
    assert pictures.asked == 0


def test_it_takes_the_address_of_the_simulator_from_its_own_channels_only(pictures: Pictures) -> None:
    row = fetched(wanted(f"{pictures.url}/1.png", is_simulated=False))
    assert (row.content_type, pictures.asked) == ("", 0)
    assert not thumbnails._is_simulated(make_channel(is_simulated=True), f"{pictures.url}.evil.example/1.png")


def test_it_follows_no_address_to_another(pictures: Pictures) -> None:
    pictures.status = 302
    row = fetched(wanted(f"{pictures.url}/1.png"))
    assert (row.content_type, pictures.asked) == ("", 1)


def test_it_tries_again_later_and_gives_up_in_the_end(pictures: Pictures) -> None:
    pictures.status = 500
    row = fetched(wanted(f"{pictures.url}/1.png"))
    assert row.run_at == NOW + timedelta(minutes=10)
    thumbnails.fetch(row.pk, now=NOW)
    assert pictures.asked == 1
    for hours in (1, 2, 3, 4):
        thumbnails.fetch(row.pk, now=NOW + timedelta(hours=hours))
    row.refresh_from_db()
    assert (pictures.asked, row.run_at) == (4, None)


def test_it_begins_anew_with_a_new_address(pictures: Pictures) -> None:
    pictures.status = 404
    row = fetched(wanted(f"{pictures.url}/1.png"))
    assert row.run_at is None
    pictures.status = 200
    thumbnails.want(row.post, f"{pictures.url}/2.png", NOW)
    assert fetched(row).content_type == "image/png"

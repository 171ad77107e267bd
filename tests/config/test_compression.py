from __future__ import annotations

import gzip

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory

from config.compression import CompressedPages

WANTS = {"HTTP_ACCEPT_ENCODING": "gzip"}


@pytest.mark.django_db
def test_it_compresses_a_page_for_who_understands_it(client: Client) -> None:
    packed = client.get("/accounts/login/", **WANTS)
    assert packed["Content-Encoding"] == "gzip"
    assert b"<html" in gzip.decompress(packed.content)
    assert "Content-Encoding" not in client.get("/accounts/login/")


def test_it_gives_each_answer_another_length() -> None:
    """Else its size would tell whether a guess of a secret in it is right."""
    request = RequestFactory().get("/", **WANTS)
    sizes = {
        len(CompressedPages(lambda _: HttpResponse("secret " * 200))(request).content) for _ in range(20)
    }
    assert len(sizes) > 1


def test_it_lets_a_stream_through_as_it_is() -> None:
    request = RequestFactory().get("/", **WANTS)
    answer = CompressedPages(lambda _: StreamingHttpResponse(iter([b"data: {}\n\n"] * 50)))(request)
    assert "Content-Encoding" not in answer

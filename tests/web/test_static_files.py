"""Scripts and styles on the wire."""

from __future__ import annotations

from pathlib import Path

from django.test import Client, override_settings


def test_it_says_no_more_of_a_script_than_a_browser_needs(tmp_path: Path, db: None) -> None:
    (tmp_path / "some.js").write_text("1")
    with override_settings(STATIC_ROOT=tmp_path):
        answer = Client().get("/static/some.js")
        answer.close()
    assert answer.status_code == 200
    assert answer["X-Content-Type-Options"] == "nosniff"
    more = {"Referrer-Policy", "Cross-Origin-Opener-Policy", "Access-Control-Allow-Origin"}
    assert not more & {*answer.headers}

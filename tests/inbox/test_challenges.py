"""Before they deliver anything, X and LinkedIn want proof that our address knows the app's secret."""

from __future__ import annotations

import pytest

SECRET = "test-app-secret"
CHALLENGES = {
    "x": {"crc_token": "challenge-0xdead"},
    "linkedin": {"challengeCode": "890e4665-4dfe-4ab1-b689-ed553bceeed0"},
}
PROOFS = {
    "x": {"response_token": "sha256=SNrsPRtD3lCvH8iBPaLBE1Vnf8gy6brJjVWhAgAF7OQ="},
    "linkedin": {
        **CHALLENGES["linkedin"],
        "challengeResponse": "380dadd10eaef22934bfb43de44732d65d6032d8e717088308007662586d13a0",
    },
}


@pytest.fixture(autouse=True)
def _apps(settings) -> None:
    settings.PLATFORM_APPS = {slug: {"secrets": [SECRET]} for slug in CHALLENGES}
    settings.SIMULATOR_SECRET = ""


@pytest.mark.parametrize("slug", CHALLENGES)
def test_it_answers_a_challenge_as_json(client, slug):
    answer = client.get(f"/webhooks/{slug}/", CHALLENGES[slug])
    assert (answer.status_code, answer["content-type"]) == (200, "application/json")
    assert answer.json() == PROOFS[slug]


@pytest.mark.parametrize("slug", CHALLENGES)
def test_it_has_no_answer_without_a_challenge_or_a_secret(client, settings, slug):
    assert client.get(f"/webhooks/{slug}/").status_code == 403
    settings.PLATFORM_APPS = {}
    assert client.get(f"/webhooks/{slug}/", CHALLENGES[slug]).status_code == 403

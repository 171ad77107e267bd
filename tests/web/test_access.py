"""Every address below /w/ is tried by everyone; a new address without a row here fails."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from automation.urls import urlpatterns as automation_patterns
from inbox.bulk.acts import ACTS as SELECTION_ACTS
from inbox.urls import urlpatterns as inbox_patterns
from tests.factories import make_user
from tests.web.conftest import HTMX, Cast

PAGES = {
    "inbox": None,
    "events": None,
    "view_counts": None,
    "filters": None,
    "choices": None,
    "moments": None,
    "bulk_count": None,
    "bulk_members": None,
    "imports": None,
    "file_import": "file_import",
    "import_errors": "file_import",
    "bulk_run": "bulk_run",
    "bulk_results": "bulk_run",
    "conversation": "conversation",
    "conversation_context": "conversation",
    "handover": None,
    "notifications": None,
    "post_thumbnail": "post",
    "message_versions": "message",
    "message_decision": "message",
    "message_saved_replies": "message",
    "saved_replies": None,
    "members": None,
    "decision_why": "decision",
    "review": None,
    "review_news": None,
    "brakes": None,
    "brakes_bar": None,
    "lists": None,
    "list": "word_list",
    "rules": None,
    "rules_export": None,
    "rule_new": None,
    "rule": "rule",
    "rule_versions": "rule",
    "rule_undo": "rule",
    "backtest": "backtest",
    "undo_run": "undo_run",
}
ACTS = {
    "conversation_resolve": "conversation",
    "conversation_reopen": "conversation",
    "view_save": None,
    "view_drop": "saved_view",
    "view_change": "saved_view",
    **{f"conversations_{act}": None for act in SELECTION_ACTS},
    "conversations_undo": None,
    "import_upload": None,
    "import_start": "file_import",
    "import_cancel": "file_import",
    "import_suggest": "file_import",
    "bulk_start": None,
    "bulk_cancel": "bulk_run",
    "bulk_undo": "bulk_run",
    "message_reply": "message",
    "message_private_reply": "message",
    "unsend": "call",
    "note_add": "conversation",
    "note_delete": "note",
    "draft": "conversation",
    "saved_reply_add": None,
    "saved_reply_save": "saved_reply",
    "saved_reply_delete": "saved_reply",
    "message_hide": "message",
    "message_unhide": "message",
    "message_remove": "message",
    "message_like": "message",
    "suggestion_approve": "suggestion",
    "suggestion_reject": "suggestion",
    "decision_right": "decision",
    "application_undo": "application",
    "review_approve": None,
    "review_reject": None,
    "review_hide": None,
    "review_undo": None,
    "review_exception": None,
    "list_try": None,
}
# Acts of admins and owners: an agent may not either.
MANAGING = {
    "brakes_switch": None,
    "channel_connect": "channel",
    "channel_pause": "channel",
    "channel_resume": "channel",
    "channel_simulate": None,
    "channel_test": "channel",
    "crisis_start": None,
    "crisis_end": None,
    "rule_resume": "rule",
    "rule_off": "rule",
    "list_restore": "word_list",
    "list_delete": "word_list",
    "rules_order": None,
    "rules_import": None,
    "rules_pack": None,
    "rule_create": None,
    "rule_preview": None,
    "rule_shape": None,
    "rule_save": "rule",
    "rule_move": "rule",
    "rule_mode": "rule",
    "rule_archive": "rule",
    "rule_restore": "rule",
    "rule_undo_start": "rule",
    "backtest_start": None,
    "backtest_cancel": "backtest",
    "undo_cancel": "undo_run",
}
# A page with a form, for admins and owners only.
MANAGED_PAGES = {"list_new": None, "channels": None, "channel_new": None, "channel": "channel"}
ACTS |= MANAGING
# What every member's page tells the server.
TELLING = {"presence": None, "notifications_read": None}
ALL = PAGES | ACTS | MANAGED_PAGES | TELLING


def test_it_has_a_row_for_every_address() -> None:
    patterns = [*inbox_patterns, *automation_patterns]
    assert {p.name for p in patterns if str(p.pattern).startswith("w/<slug:slug>/")} == set(ALL)


def ask(client: Client, cast: Cast, name: str, **headers: str):
    send = client.post if name in ACTS | TELLING else client.get
    values = {"text": "Hallo!", "page": "0" * 16}
    return send(reverse(name, kwargs=arguments_of(cast, name)), values, **headers)


def arguments_of(cast: Cast, name: str) -> dict[str, object]:
    kind = ALL[name]
    return {"slug": cast.workspace.slug} | ({"pk": getattr(cast, kind).pk} if kind else {})


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "fragment"])
def test_it_is_not_there_for_a_stranger(cast: Cast, log_in, name: str, headers: dict[str, str]) -> None:
    assert ask(log_in(cast.charlie), cast, name, **headers).status_code == 404
    assert not cast.message.platform_calls.exists()


@pytest.mark.parametrize("name", ALL)
def test_it_is_not_there_for_a_person_without_workspace(cast: Cast, log_in, name: str) -> None:
    assert ask(log_in(make_user()), cast, name).status_code == 404


@pytest.mark.parametrize("name", ALL)
def test_it_asks_everyone_else_to_log_in(cast: Cast, client: Client, name: str) -> None:
    response = ask(client, cast, name)
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/?next=/w/")


def test_it_sends_the_whole_page_to_the_login_when_the_session_ends(cast: Cast, client: Client) -> None:
    response = ask(client, cast, "inbox", HTTP_HX_CURRENT_URL="http://testserver/w/x/inbox/", **HTMX)
    assert response["HX-Redirect"] == "/accounts/login/?next=/w/x/inbox/"


@pytest.mark.parametrize("name", PAGES | TELLING)
def test_it_shows_a_viewer_every_page(cast: Cast, log_in, name: str) -> None:
    response = ask(log_in(cast.vera), cast, name)
    assert response.status_code in ({302} if name == "notifications_read" else {200, 204})


@pytest.mark.parametrize("name", ACTS)
def test_it_refuses_a_viewer_every_act(cast: Cast, log_in, name: str) -> None:
    assert ask(log_in(cast.vera), cast, name).status_code == 403
    assert not cast.message.platform_calls.exists()


@pytest.mark.parametrize("name", MANAGING | MANAGED_PAGES)
def test_it_refuses_an_agent_what_managers_do(cast: Cast, bob: Client, name: str) -> None:
    assert ask(bob, cast, name).status_code == 403


@pytest.mark.parametrize("name", MANAGED_PAGES)
def test_it_shows_a_manager_the_pages_for_managers(cast: Cast, log_in, name: str) -> None:
    assert ask(log_in(cast.alice), cast, name).status_code == 200


@pytest.mark.parametrize("name", ACTS)
def test_it_takes_acts_by_post_only(cast: Cast, bob: Client, name: str) -> None:
    assert bob.get(reverse(name, kwargs=arguments_of(cast, name))).status_code == 405


def test_it_requires_the_csrf_token(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.bob)
    assert ask(client, cast, "message_hide").status_code == 403
    client.get(cast.url("inbox/"))
    token = client.cookies["csrftoken"].value
    assert ask(client, cast, "message_hide", HTTP_X_CSRFTOKEN=token).status_code == 302


@pytest.mark.parametrize("kind", sorted({kind for kind in ALL.values() if kind}))
def test_it_does_not_find_rows_of_another_workspace_under_its_own(cast: Cast, log_in, kind: str) -> None:
    own = cast.charlie.memberships.get().workspace.slug
    names = [name for name, about in ALL.items() if about == kind]
    client = log_in(cast.charlie)
    for name in names:
        address = reverse(name, args=[own, getattr(cast, kind).pk])
        assert (client.post if name in ACTS else client.get)(address, {"text": "x"}).status_code == 404


def test_it_goes_to_the_first_workspace_from_home(cast: Cast, bob: Client) -> None:
    assert bob.get("/")["Location"] == cast.url("inbox/")


def test_it_is_friendly_to_a_person_without_workspace(log_in, db) -> None:
    assert "not a member of a workspace" in log_in(make_user()).get("/").content.decode()


def test_it_logs_in_by_email_and_offers_no_sign_up(cast: Cast, client: Client) -> None:
    page = client.get("/accounts/login/").content.decode()
    assert "sign up" not in page.lower()
    form = {"login": cast.bob.email, "password": "a-long-password"}
    assert client.post("/accounts/login/", form)["Location"] == "/"
    assert client.post("/accounts/logout/").status_code == 302
    assert client.get("/")["Location"].startswith("/accounts/login/")

"""Every model's pages, driven by the registry: a new model without rows here fails."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.admin_site import site
from accounts.scoped_admin import ScopedAdmin
from tests.admin.conftest import Team
from tests.admin.world import make_rows

MODELS = sorted(site._registry, key=lambda model: model._meta.label)
OWNED = [model for model in MODELS if model is not Authenticator]
WORD = "foreign"


def url_of(model: Any, page: str, *args: object) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def by_label(model: Any) -> str:
    return model._meta.label


each_model = pytest.mark.parametrize("model", MODELS, ids=by_label)
each_owned = pytest.mark.parametrize("model", OWNED, ids=by_label)


def test_it_shows_every_model_of_the_apps() -> None:
    inlined = {inline.model for model_admin in site._registry.values() for inline in model_admin.inlines}
    inlined |= {field.remote_field.through for model in site._registry for field in model._meta.many_to_many}
    ours = [m for app in ("accounts", "inbox", "automation") for m in apps.get_app_config(app).get_models()]
    assert [m._meta.label for m in ours if m not in inlined and m not in site._registry] == []


def test_it_scopes_every_model_and_counts_none_without_bound() -> None:
    for model_admin in site._registry.values():
        assert isinstance(model_admin, ScopedAdmin), model_admin
        assert model_admin.show_full_result_count is False
        assert model_admin.date_hierarchy is None
        assert model_admin.search_fields


@each_owned
def test_it_lists_and_shows_each_model_to_an_owner(model: Any, ours: Team) -> None:
    row = ours.rows[model]
    listed = ours.client.get(url_of(model, "changelist"))
    assert listed.status_code == 200
    assert row.pk in [shown.pk for shown in listed.context["cl"].result_list]
    assert ours.client.get(url_of(model, "change", row.pk)).status_code == 200
    assert ours.client.get(url_of(model, "history", row.pk)).status_code == 200
    may_add = site._registry[model].has_add_permission(listed.wsgi_request)
    assert ours.client.get(url_of(model, "add")).status_code == (200 if may_add else 403)
    assert ours.client.get(url_of(model, "changelist") + "?q=alpha").status_code == 200


@each_model
def test_it_shows_each_model_to_a_superuser(model: Any, ours: Team, theirs: Team, root: Client) -> None:
    listed = root.get(url_of(model, "changelist"))
    found = {row.pk for row in listed.context["cl"].result_list}
    assert {ours.rows[model].pk, theirs.rows[model].pk} <= found
    assert root.get(url_of(model, "change", theirs.rows[model].pk)).status_code == 200
    assert root.get(url_of(model, "delete", theirs.rows[model].pk)).status_code in {200, 403}
    may_add = site._registry[model].has_add_permission(listed.wsgi_request)
    assert root.get(url_of(model, "add")).status_code == (200 if may_add else 403)


@each_model
@pytest.mark.parametrize("page", ["change", "history", "delete"])
def test_it_has_no_such_object_for_a_stranger(model: Any, page: str, ours: Team, theirs: Team) -> None:
    url = url_of(model, page, theirs.rows[model].pk)
    assert ours.client.get(url).status_code == 404
    if page != "history":
        assert ours.client.post(url, {"post": "yes", "name": "taken"}).status_code in {403, 404}
    assert model._default_manager.filter(pk=theirs.rows[model].pk).exists()


@each_owned
def test_it_never_names_what_is_foreign(model: Any, ours: Team, theirs: Team) -> None:
    for url in (
        *(url_of(model, "changelist"), url_of(model, "changelist") + f"?q={WORD[:5]}"),
        *(url_of(model, "change", ours.rows[model].pk), url_of(model, "add")),
    ):
        assert WORD not in ours.client.get(url).content.decode().lower(), url


@each_owned
def test_it_completes_no_foreign_names(model: Any, ours: Team, theirs: Team) -> None:
    for field in model._meta.fields:
        if field.remote_field is None:
            continue
        names = {"app_label": model._meta.app_label, "model_name": model._meta.model_name}
        answer = ours.client.get(
            reverse("admin:autocomplete"), {**names, "field_name": field.name, "term": ""}
        )
        assert answer.status_code in {200, 403}
        assert WORD not in answer.content.decode().lower()


@each_owned
def test_it_acts_on_no_foreign_rows(model: Any, ours: Team, theirs: Team) -> None:
    listed = ours.client.get(url_of(model, "changelist"))
    for action in site._registry[model].get_actions(listed.wsgi_request):
        before = model._default_manager.filter(pk=theirs.rows[model].pk).values().get()
        data = {
            "action": action,
            "_selected_action": [theirs.rows[model].pk],
            "confirmed": "yes",
            "post": "yes",
        }
        answer = ours.client.post(url_of(model, "changelist"), data)
        assert answer.status_code in {200, 302}
        assert WORD not in answer.content.decode().lower()
        assert model._default_manager.filter(pk=theirs.rows[model].pk).values().get() == before


def test_it_asks_the_database_as_often_for_many_rows(ours: Team) -> None:
    few = {model: queries_of(ours.client, url_of(model, "changelist")) for model in OWNED}
    for number in range(30):
        make_rows(ours.workspace, f"alpha{number}")
    many = {model: queries_of(ours.client, url_of(model, "changelist")) for model in OWNED}
    assert {m._meta.label: (few[m], many[m]) for m in OWNED if many[m] > few[m]} == {}
    assert max(many.values()) < 20


def queries_of(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        client.get(url)
    return len(queries)


@each_owned
def test_it_escapes_what_people_wrote(model: Any, ours: Team) -> None:
    for url in (url_of(model, "changelist"), url_of(model, "change", ours.rows[model].pk)):
        assert "<img src=x" not in ours.client.get(url).content.decode()


def test_it_stops_counting(ours: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("accounts.scoped_parts.MOST_COUNTED", 5)
    for number in range(6):
        make_rows(ours.workspace, f"alpha{number}")
    with CaptureQueriesContext(connection) as queries:
        answer = ours.client.get(reverse("admin:inbox_message_changelist"))
    assert answer.context["cl"].result_count == 5
    assert "Only the first 5 are listed" in answer.content.decode()
    counts = [query["sql"] for query in queries if "COUNT(" in query["sql"]]
    assert counts
    assert all("LIMIT 5" in sql for sql in counts)

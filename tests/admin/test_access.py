from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Role
from tests.admin.conftest import Team
from tests.admin.test_pages import each_model, url_of
from tests.factories import make_member, make_user


def test_it_sends_the_anonymous_to_allauth(client: Client, db: None) -> None:
    answer = client.get("/admin/inbox/message/", follow=True)
    last, _ = answer.redirect_chain[-1]
    assert last.startswith(reverse("account_login"))
    assert "next=/admin/inbox/message/" in last


def test_it_takes_no_password_at_its_own_login_page(client: Client, ours: Team) -> None:
    data = {"username": ours.owner.email, "password": "a-long-password"}
    answer = client.post(reverse("admin:login"), data)
    assert answer["Location"].startswith(reverse("account_login"))
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("role", [Role.AGENT, Role.VIEWER])
def test_it_lets_no_agent_or_viewer_in(role: Role, ours: Team, client: Client) -> None:
    client.force_login(make_member(ours.workspace, role, is_staff=True))
    assert client.get("/admin/", follow=True).status_code == 403


def test_it_lets_no_owner_in_who_is_not_staff(ours: Team, client: Client) -> None:
    client.force_login(make_member(ours.workspace, Role.OWNER))
    assert client.get("/admin/", follow=True).status_code == 403


def test_it_lets_no_staff_in_who_are_members_nowhere(client: Client, db: None) -> None:
    client.force_login(make_user(is_staff=True))
    assert client.get("/admin/", follow=True).status_code == 403


@each_model
def test_it_shows_agents_no_model(model: object, ours: Team, client: Client) -> None:
    client.force_login(make_member(ours.workspace, Role.AGENT, is_staff=True))
    for url in (url_of(model, "changelist"), url_of(model, "change", ours.rows[model].pk)):
        assert client.get(url, follow=True).status_code == 403


def test_it_lets_admins_in(ours: Team, client: Client) -> None:
    client.force_login(make_member(ours.workspace, Role.ADMIN, is_staff=True))
    assert client.get("/admin/").status_code == 200


def test_it_keeps_second_factors_for_superusers(ours: Team, root: Client) -> None:
    url = reverse("admin:mfa_authenticator_changelist")
    assert ours.client.get(url).status_code == 403
    assert root.get(url).status_code == 200
    assert b"alpha secret" not in root.get(url).content


@pytest.mark.parametrize(
    ("page", "lookup"),
    [
        ("accounts_user", "password__startswith=pbkdf2"),
        ("accounts_apitoken", "digest__startswith=a"),
        ("inbox_channel", "credentials__startswith=g"),
        ("inbox_conversation", "assignee__password__startswith=p"),
    ],
)
def test_it_lets_nobody_guess_secrets_by_filtering(page: str, lookup: str, ours: Team) -> None:
    answer = ours.client.get(f"{reverse(f'admin:{page}_changelist')}?{lookup}")
    assert answer.status_code == 400

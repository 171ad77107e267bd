"""Members, logins and tokens: nobody becomes more than they may."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import ApiToken, Event, Membership, Role, User
from tests.admin.conftest import Team
from tests.factories import make_member, make_user

ADD = "admin:accounts_membership_add"


def change_url(row: Membership | User) -> str:
    return reverse(f"admin:accounts_{row._meta.model_name}_change", args=[row.pk])


def add(client: Client, team: Team, email: str, role: str = "agent") -> str:
    data = {"workspace": team.workspace.pk, "email": email, "role": role}
    return client.post(reverse(ADD), data, follow=True).content.decode()


def test_it_adds_a_new_person_by_e_mail(ours: Team) -> None:
    add(ours.client, ours, "New@Example.org")
    member = Membership.objects.get(user__email="new@example.org")
    assert (member.workspace, member.role) == (ours.workspace, Role.AGENT)
    assert not member.user.has_usable_password()
    assert Event.objects.filter(verb="create", target_type="membership", user=ours.owner).exists()


def test_it_adds_a_person_who_has_a_login_elsewhere_and_leaves_it_alone(ours: Team) -> None:
    somebody = make_user("some@example.org", name="Some Body")
    add(ours.client, ours, "SOME@example.org")
    assert Membership.objects.get(user=somebody).workspace == ours.workspace
    assert User.objects.get(pk=somebody.pk).password == somebody.password
    assert "member already" in add(ours.client, ours, "some@example.org")


def test_it_adds_nobody_to_a_foreign_workspace(ours: Team, theirs: Team) -> None:
    assert "Select a valid choice" in add(ours.client, theirs, "new@example.org")
    assert not User.objects.filter(email="new@example.org").exists()


def test_it_lets_owners_make_owners_but_not_admins(ours: Team) -> None:
    add(ours.client, ours, "second@example.org", "owner")
    assert Membership.objects.get(user__email="second@example.org").role == Role.OWNER
    client = Client()
    client.force_login(make_member(ours.workspace, Role.ADMIN, is_staff=True))
    assert "Only an owner can make" in add(client, ours, "third@example.org", "owner")
    owner = Membership.objects.get(user=ours.owner)
    assert "Only an owner can make" in client.post(change_url(owner), {"role": "agent"}).content.decode()
    assert client.post(reverse("admin:accounts_membership_delete", args=[owner.pk])).status_code == 403


def test_it_keeps_the_last_owner(ours: Team) -> None:
    owner = Membership.objects.get(user=ours.owner)
    assert "needs an owner" in ours.client.post(change_url(owner), {"role": "agent"}).content.decode()
    assert ours.client.post(reverse("admin:accounts_membership_delete", args=[owner.pk])).status_code == 403


def test_it_lets_owners_change_no_login(ours: Team) -> None:
    member = ours.rows[User]
    data = {"email": "mine@example.org", "is_superuser": "on", "new_password": "taken-over-1!"}
    assert ours.client.post(change_url(member), data).status_code == 403
    assert "new_password" not in ours.client.get(change_url(member)).content.decode()


def test_it_shows_superusers_to_nobody_but_superusers(ours: Team, root: Client) -> None:
    page = ours.client.get(reverse("admin:accounts_user_changelist"))
    assert not [user for user in page.context["cl"].result_list if user.is_superuser]


def test_it_lets_superusers_make_logins(root: Client) -> None:
    data = {"email": "Fresh@Example.org", "name": "Fresh", "is_active": "on", "new_password": "tulips-4-ever"}
    root.post(reverse("admin:accounts_user_add"), data)
    user = User.objects.get(email="fresh@example.org")
    assert user.check_password("tulips-4-ever")
    page = root.post(reverse("admin:accounts_user_add"), data | {"email": "FRESH@example.org"})
    assert "already" in page.content.decode()
    root.post(change_url(user), {"email": "fresh@example.org", "is_active": "on", "new_password": ""})
    assert User.objects.get(pk=user.pk).check_password("tulips-4-ever")


def test_it_revokes_a_token_and_never_shows_it(ours: Team) -> None:
    token = ours.rows[ApiToken]
    page = ours.client.get(reverse("admin:accounts_apitoken_change", args=[token.pk])).content.decode()
    assert token.digest not in page
    ours.client.post(reverse("admin:accounts_apitoken_delete", args=[token.pk]), {"post": "yes"})
    assert not ApiToken.objects.filter(pk=token.pk).exists()
    assert Event.objects.filter(verb="delete", target_type="apitoken", workspace=ours.workspace).exists()


@pytest.mark.parametrize("field", ["name", "timezone"])
def test_it_lets_owners_change_their_workspace(field: str, ours: Team) -> None:
    url = reverse("admin:accounts_workspace_change", args=[ours.workspace.pk])
    values = {"name": "Nieuw", "timezone": "Europe/Amsterdam", "slug": "taken", "is_automation_on": ""}
    ours.client.post(url, values | {"languages": "nl", "business_hours": "{}"})
    ours.workspace.refresh_from_db()
    assert getattr(ours.workspace, field) == values[field]
    assert ours.workspace.slug != "taken"
    assert ours.workspace.is_automation_on is False


HOURS = '{"mon": [["09:00", "12:00"], ["13:00", "24:00"]]}'


@pytest.mark.parametrize(
    ("field", "value", "stored"),
    [
        ("languages", "nl, fy", ["nl", "fy"]),
        ("opt_out_words", "STOP , Nee bedankt,", ["STOP", "Nee bedankt"]),
        ("opt_out_words", "", []),
        ("business_hours", HOURS, {"mon": [["09:00", "12:00"], ["13:00", "24:00"]]}),
        ("business_hours", "", {}),
    ],
)
def test_it_takes_what_a_workspace_prefers(field: str, value: str, stored: object, ours: Team) -> None:
    assert post_workspace(ours, field, value).status_code == 302
    ours.workspace.refresh_from_db()
    assert getattr(ours.workspace, field) == stored


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("languages", ""),
        ("languages", "nederlands"),
        ("languages", "nl, nl"),
        ("opt_out_words", "!!!"),
        ("opt_out_words", "x" * 61),
        ("business_hours", '["mon"]'),
        ("business_hours", "nine to five"),
        ("business_hours", '{"monday": []}'),
        ("business_hours", '{"mon": [["9:00", "17:00"]]}'),
        ("business_hours", '{"mon": [["17:00", "09:00"]]}'),
        ("business_hours", '{"mon": [["09:00", "13:00"], ["12:00", "17:00"]]}'),
        ("business_hours", '{"mon": [["09:00"]]}'),
        ("business_hours", '{"mon": "09:00-17:00"}'),
        ("timezone", "Mars/Olympus"),
    ],
)
def test_it_refuses_preferences_that_mean_nothing(field: str, value: str, ours: Team) -> None:
    answer = post_workspace(ours, field, value)
    assert answer.status_code == 200
    assert answer.context["adminform"].form.errors.keys() == {field}


def post_workspace(team: Team, field: str, value: str) -> Any:
    values = {"name": "Nieuw", "timezone": "UTC", "languages": "nl", "business_hours": "{}"}
    url = reverse("admin:accounts_workspace_change", args=[team.workspace.pk])
    return team.client.post(url, values | {field: value})

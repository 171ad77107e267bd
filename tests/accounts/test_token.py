"""`manage.py token create`: a key that is shown once and stored nowhere."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import ApiToken, Membership
from tests.factories import make_member, make_workspace

pytestmark = pytest.mark.django_db


def create(*arguments: str) -> str:
    out = StringIO()
    call_command("token", "create", *arguments, stdout=out, stderr=StringIO())
    return out.getvalue().splitlines()[-1]


def test_the_last_line_is_the_token_alone_and_opens_the_api(client):
    token = create(make_member(make_workspace()).email)
    answer = client.get("/api/v1/conversations/", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 200
    row = ApiToken.objects.get()
    assert token not in str(vars(row))
    assert token.endswith(row.last_four)


def test_a_member_who_left_has_no_key_any_more(client):
    user = make_member(make_workspace())
    token = create(user.email)
    user.memberships.all().delete()
    answer = client.get("/api/v1/conversations/", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 401


def test_it_asks_which_workspace_when_there_are_several():
    first, second = make_workspace("first"), make_workspace("second")
    user = make_member(first)
    Membership.objects.create(workspace=second, user=user)
    with pytest.raises(CommandError, match="first, second"):
        create(user.email)
    create(user.email, "--workspace", "second")
    assert ApiToken.objects.get().membership.workspace == second


def test_it_knows_no_stranger():
    with pytest.raises(CommandError, match="not a member"):
        create("nobody@example.org")

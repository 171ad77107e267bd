from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.test import Client

from accounts.models import User, Workspace
from tests.admin.world import Rows, make_owner, make_rows
from tests.factories import make_user, make_workspace


@dataclass
class Team:
    workspace: Workspace
    owner: User
    rows: Rows
    client: Client


def _team(word: str) -> Team:
    workspace = make_workspace(f"{word}-team")
    owner = make_owner(workspace)
    client = Client()
    client.force_login(owner)
    return Team(workspace, owner, make_rows(workspace, word), client)


@pytest.fixture
def ours(db: None) -> Team:
    return _team("alpha")


@pytest.fixture
def theirs(db: None) -> Team:
    """A workspace that the owner of `ours` must never see anything of."""
    return _team("foreign")


@pytest.fixture
def root(db: None) -> Client:
    client = Client()
    client.force_login(make_user(is_staff=True, is_superuser=True))
    return client

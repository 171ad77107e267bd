"""`manage.py demo`: a workspace to try Earful with, connected to the simulator."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from accounts.audit import Actor
from accounts.models import Membership, Role, User, Workspace
from automation.models import Mode, Rule
from automation.services import create_rule, parse_body
from config.demo_rules import RULES, SAVED_REPLIES
from inbox.models import Channel, SavedReply

EMAIL = "demo@example.org"
# The account that the simulator's brand has from its first start.
ACCOUNT_ID = "17841400000000001"


class Command(BaseCommand):
    help = "Make the demo workspace when there is none yet, and print its login."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--token", default=settings.SIMULATOR_TOKEN, help="The simulator's access token.")
        parser.add_argument("--password", default=settings.DEMO_PASSWORD, help="For the demo login.")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        if not options["password"]:
            raise CommandError("Set DEMO_PASSWORD: the demo login needs one.")
        workspace, is_new = Workspace.objects.get_or_create(
            slug="demo", defaults={"name": "Bakkerij Voorbeeld", "timezone": "Europe/Amsterdam"}
        )
        if is_new:
            user = self._people(workspace, options["password"])
            self._channel(workspace, options["token"])
            self._content(workspace, user)
        self._print_login(options["password"])

    def _people(self, workspace: Workspace, password: str) -> User:
        user = User.objects.create_user(EMAIL, password, name="Demo Owner", is_staff=True)
        Membership.objects.create(workspace=workspace, user=user, role=Role.OWNER)
        return user

    def _channel(self, workspace: Workspace, token: str) -> None:
        Channel.objects.create(
            workspace=workspace,
            platform="instagram",
            external_id=ACCOUNT_ID,
            name="Bakkerij Voorbeeld",
            handle="bakkerij.voorbeeld",
            is_simulated=True,
            credentials={"access_token": token},
        )

    def _content(self, workspace: Workspace, user: User) -> None:
        for name, text in SAVED_REPLIES.items():
            SavedReply.objects.create(workspace=workspace, name=name, text=text)
        for name, mode, body in RULES:
            create_rule(
                workspace,
                name=name,
                body=parse_body(body),
                mode=Mode(mode),
                override="It only meets the simulator's people.",
                by=Actor.person(user),
            )

    def _print_login(self, password: str) -> None:
        user = User.objects.filter(email=EMAIL).first()
        if user is None:
            return
        known = password if user.check_password(password) else "(the one you chose)"
        rules = Rule.objects.filter(workspace__slug="demo", is_archived=False).count()
        self.stdout.write(f"\n  Log in as            {EMAIL}")
        self.stdout.write(f"  Password             {known}")
        self.stdout.write(f"  Rules to look at     {rules}")

"""`manage.py token create EMAIL`: a key to the REST API."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import ApiToken, Membership


class Command(BaseCommand):
    help = "Make an API token for a member. The last line printed is the token alone."

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        create = actions.add_parser("create", help="Make a token.")
        create.add_argument("email")
        create.add_argument("--workspace", help="Slug; needed when the person is in several.")
        create.add_argument("--name", default="", help="What the token is for.")

    def handle(self, *args: Any, **options: Any) -> None:
        membership = self._membership(options["email"], options["workspace"])
        _, token = ApiToken.create(membership, name=options["name"])
        self.stderr.write(f"A token for {membership}. It is shown only now:")
        self.stdout.write(token)

    def _membership(self, email: str, slug: str | None) -> Membership:
        found = Membership.objects.filter(user__email__iexact=email).select_related("user", "workspace")
        if slug:
            found = found.filter(workspace__slug=slug)
        memberships = list(found[:20])
        if not memberships:
            raise CommandError(f"{email} is not a member of {slug or 'any workspace'}.")
        if len(memberships) > 1:
            slugs = ", ".join(membership.workspace.slug for membership in memberships)
            raise CommandError(f"{email} is in several workspaces. Add --workspace with one of: {slugs}.")
        return memberships[0]

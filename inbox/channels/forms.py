"""The form that connects a channel. What is secret goes in and never comes out."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from inbox.services.checking import Wish
from platforms.access import LONGEST_TOKEN
from platforms.base import Connector

LABELS = {
    "access_token": _("Access token"),
    "refresh_token": _("Refresh token"),
    "client_id": _("Id of your app"),
    "client_secret": _("Secret of your app"),
}
HELP = {
    "refresh_token": _("Earful gets access with it, again and again. It is checked now."),
    "client_id": _("Of your own app at the platform: it is needed to renew the access."),
}
PLAIN = {"client_id"}


class ConnectForm(forms.Form):
    """The fields that one platform needs; without `is_new` those for a channel that is there already."""

    def __init__(self, connector: type[Connector], data: Any = None, *, is_new: bool = True) -> None:
        super().__init__(data)
        self.connector = connector
        if is_new:
            self._ask_who()
        for name in connector.asks_for:
            if name in LABELS:
                self.fields[name] = self._secret(name)

    def wish(self, *, account_id: str = "", is_simulated: bool = False) -> Wish:
        """Return what was entered. `account_id` and `is_simulated` are those of a channel that is there."""
        found = self.cleaned_data
        return Wish(
            platform=self.connector.slug,
            account_id=account_id or found.get("account_id", ""),
            name=found.get("name", ""),
            is_simulated=is_simulated or bool(found.get("is_simulated")),
            secrets={name: found[name] for name in LABELS if found.get(name)},
        )

    def _ask_who(self) -> None:
        is_asked = "account_id" in self.connector.asks_for
        help_text = "" if is_asked else _("Leave it empty where you do not know it: the platform tells it.")
        self.fields["account_id"] = forms.CharField(
            label=_("Id of the profile on the platform"),
            max_length=255,
            required=is_asked,
            help_text=help_text,
        )
        self.fields["name"] = forms.CharField(
            label=_("Name"), max_length=150, required=False, help_text=_("As your team calls it.")
        )
        if settings.SIMULATOR_URL:
            self.fields["is_simulated"] = forms.BooleanField(
                label=_("This profile lives on the simulator"), required=False
            )

    def _secret(self, name: str) -> forms.CharField:
        first = next(field for field in self.connector.asks_for if field in LABELS)
        widget = forms.TextInput if name in PLAIN else forms.PasswordInput
        return forms.CharField(
            label=LABELS[name],
            max_length=LONGEST_TOKEN,
            # A refresh token is of no use without the app it was made for.
            required=first in {name, "refresh_token"},
            help_text=HELP.get(name, ""),
            widget=widget(attrs={"autocomplete": "off", "spellcheck": "false"}),
        )

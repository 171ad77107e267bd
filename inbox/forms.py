from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class ReplyForm(forms.Form):
    """A text to send. The platform's own limit is checked by the policy."""

    text = forms.CharField(max_length=10_000, error_messages={"required": _("There is no text to send.")})
    key = forms.UUIDField(required=False)

    def clean_text(self) -> str:
        """Browsers send line ends as two characters; platforms count them as one."""
        return str(self.cleaned_data["text"]).replace("\r\n", "\n")

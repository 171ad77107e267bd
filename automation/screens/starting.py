"""A rule that begins with a message: its most telling words, and if wished its post and its author."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from automation.screens.draft import new_part
from automation.screens.editing import Editing
from inbox.models import Message

# Our own pattern, linear: words of three letters and more, with the marks that stand inside them.
_WORD = re.compile(r"[^\W\d_]{3,}(?:['’-][^\W\d_]+)*")
MOST_WORDS = 4
MOST_MESSAGES = 1000
LONGEST_EXAMPLE = 500
# A word in more messages than this tells nothing, and those below say nothing in any team's messages.
COMMON = 0.2
_SAYS_NOTHING = """
aan als bij dat deze die dit een het hoe hun ik in is jij jullie kan maar mag met mij mijn naar niet nog
ook om onze over van veel voor waar wat weer wel wie wij worden zijn zou
about all and any are but can could did does for from had has have her his how just like not one our out
she that the their them then there they this was were what when where which who will with would you your
aber auch auf aus bei bin bis das dass dem den der des die doch ein eine einen er es euch für hat ich ihr
ist kann man mein mich mit nicht noch nur oder sehr sie sind und uns von war was wie wir zu zum zur
aux avec ces cette dans des elle est les leur mais mes moi mon nos notre nous par pas plus pour que qui
sans ses son sont sur tous tout très une vos votre vous
"""
_PLAIN = frozenset(_SAYS_NOTHING.split())


def start_from(edited: Editing, message_id: int, wishes: Iterable[str] = ()) -> Message:
    """Write what a message suggests into a new rule. `wishes`: also its `post`, its `author`.

    Raises Http404 for a message of another workspace.
    """
    rows = Message.objects.select_related("conversation__post", "identity")
    message = get_object_or_404(rows, workspace=edited.visit.workspace, pk=message_id)
    draft = edited.draft
    text = " ".join(message.text.split())
    edited.name = _("Like “%(text)s”") % {"text": text[:40]}
    draft["scope"]["kinds"] = [message.kind]
    draft["conditions"]["all"][0]["words"] = telling_words(message)
    draft["examples"]["match"] = [text[:LONGEST_EXAMPLE]] if text else []
    if "post" in wishes and message.conversation.post_id:
        draft["scope"]["posts"] = [message.conversation.post_id]
    if "author" in wishes and message.identity:
        named = {"field": "author", "words": [message.identity.handle or str(message.identity)]}
        draft["conditions"]["all"].append(new_part("condition", "text") | named)
    return message


def telling_words(message: Message) -> list[str]:
    """Return the words of a message that few others have, in their order."""
    words = list(dict.fromkeys(_words_of(message.text)))
    others = Message.objects.filter(workspace=message.workspace_id, is_own=False).exclude(pk=message.pk)
    texts = list(others.order_by("-pk").values_list("text", flat=True)[:MOST_MESSAGES])
    counts = Counter(word for text in texts for word in set(_words_of(text)))
    rare = [word for word in words if word not in _PLAIN and counts[word] <= COMMON * max(len(texts), 10)]
    chosen = set(sorted(rare, key=lambda word: (counts[word], -len(word)))[:MOST_WORDS])
    return [word for word in words if word in chosen]


def _words_of(text: str) -> list[str]:
    return [match[0] for match in _WORD.finditer(text.lower()[:10_000])]

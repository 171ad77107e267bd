"""What a commenter is called or writes breaks out of nothing and pushes nothing out of the window."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from accounts.audit import Actor
from inbox import services
from inbox.models import Conversation, SavedView
from platforms.base import Author, PostRef
from tests.factories import make_message
from tests.web.access.conftest import enter, overflows
from tests.web.conftest import Cast
from tests.web.triage.conftest import press

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
    pytest.mark.timeout(300),
]
SCRIPT = '"><script>document.title = "broken out"</script>'
IMAGE = "<img src=x onerror=\"document.title = 'broken out'\">"
BACKWARDS = "\u202e\u2066gnirts"
ZALGO = "Z" + "\u0300\u0321\u0489" * 200
LONG = "x" * 10_000
EMOJI = "😀" * 300
# Each is somebody's name, handle, text and post, and a label and a saved view.
TEXTS = (IMAGE, SCRIPT, BACKWARDS, ZALGO, LONG, EMOJI)


@pytest.fixture
def hostile(cast: Cast) -> list[Conversation]:
    found = []
    for number, text in enumerate(TEXTS):
        author = Author(f"h{number}", handle=text[:100], name=text[:200])
        post = PostRef(f"h{number}", title=text[:400], permalink="https://example.org/p")
        message = make_message(cast.channel, text, author=author, post=post)
        services.label([message.conversation], text[:60], by=Actor.person(cast.alice))
        SavedView.objects.create(workspace=cast.workspace, user=cast.alice, name=text[:60], query="q=x")
        found.append(message.conversation)
    return found


def test_it_shows_hostile_people_everywhere_as_text(
    page: Page, cast: Cast, hostile: list[Conversation], live_server
) -> None:
    asked: list[str] = []
    page.on("dialog", lambda dialog: asked.append(dialog.message))
    enter(page, cast.alice, live_server.url)
    found = []
    for conversation in hostile:
        page.goto(cast.url(f"conversations/{conversation.pk}/"))
        expect(page.locator(".head h2")).to_be_visible()
        found += overflows(page, f"conversation of {conversation.preview[:20]}", (1440, 390))
    for key, dialog in (("f", "#filters"), ("Control+k", "#palette")):
        press(page, key)
        expect(page.locator(dialog)).to_be_visible()
        found += overflows(page, dialog, (1440, 390))
        press(page, "Escape")
    message = hostile[0].messages.get()
    for path in ("inbox/?q=document", "review/", "rules/", f"rules/new/?message={message.pk}"):
        page.goto(cast.url(path))
        expect(page.locator("#main")).to_be_visible()
        found += overflows(page, path, (1440, 390))
    assert page.locator("img[src='x'], main script").count() == 0
    assert "broken out" not in page.title()
    assert asked == []
    assert "\n".join(found) == ""

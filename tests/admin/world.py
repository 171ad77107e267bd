"""One row of every model that the admin knows, in one workspace, all marked with one word."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models import Model

from accounts.audit import SYSTEM, Actor, record
from accounts.models import ApiToken, Event, Membership, Role, User, Workspace
from automation.decide import decide_messages
from automation.lab import start_undo
from automation.models import (
    Backtest,
    ChannelTally,
    Decision,
    Episode,
    HitReview,
    Mode,
    Rule,
    RuleApplication,
    RuleTally,
    RuleVersion,
    Suggestion,
    TrackedLink,
    UndoRun,
    WordList,
    WordListVersion,
)
from automation.services import save_list
from inbox import deliveries, services
from inbox.models import (
    BulkItem,
    BulkRun,
    Channel,
    ChannelAccess,
    ChannelPoll,
    Contact,
    Conversation,
    DailyUse,
    Draft,
    FileImport,
    Identity,
    Label,
    Message,
    MessageRevision,
    MissedRange,
    Note,
    Notification,
    Occurrence,
    ParkedChange,
    PlatformCall,
    Post,
    PostPoll,
    PostThumbnail,
    RawDelivery,
    SavedReply,
    SavedView,
    WebhookEndpoint,
    WebhookNotice,
)
from platforms.base import Author, PostRef
from tests.factories import NOW, make_channel, make_member, make_message, make_rule

REPLY = {"type": "reply", "variants": ["Vanaf 25 euro!"]}
Rows = dict[type[Model], Any]


def make_owner(workspace: Workspace, **fields: Any) -> User:
    return make_member(workspace, Role.OWNER, is_staff=True, **fields)


def make_rows(workspace: Workspace, word: str) -> Rows:
    """Make the rows by the services that make them in life, as far as there are any."""
    user = make_member(workspace, name=f"{word} person")
    channel = make_channel(workspace, name=f"{word} channel")
    make_rule(workspace, REPLY, {"type": "label", "label": f"{word} live"}, name=f"{word} rule")
    make_rule(workspace, {"type": "resolve"}, name=f"{word} proposal", mode=Mode.SUGGEST)
    message = make_message(
        channel,
        f"prijs? {word} <img src=x onerror=alert(1)>",
        author=Author(f"author-{word}", handle=f"{word}-handle", name=f"{word} author"),
        post=PostRef(f"post-{word}", title=f"{word} post"),
    )
    decide_messages([message.pk], now=NOW)
    MessageRevision.objects.create(message=message, text=f"{word} before", written_at=NOW)
    conversation = message.conversation
    services.label([conversation], f"{word} label", by=SYSTEM)
    services.private_reply(message, f"{word} private", by=SYSTEM, run_at=NOW + timedelta(days=1))
    endpoint = WebhookEndpoint.objects.create(workspace=workspace, url=f"https://{word}.example/hook")
    services.notify(workspace, [user], f"{word} news", conversation=conversation, webhook=True)
    record(workspace, f"{word} verb"[:40], conversation, by=Actor.person(user))
    membership = Membership.objects.get(user=user)
    rule = Rule.objects.get(workspace=workspace, name=f"{word} rule")
    run = BulkRun.objects.create(workspace=workspace, act="resolve", created_by=user)
    words = save_list(workspace, name=f"{word} list", entries=[word], by=SYSTEM)
    return {
        Workspace: workspace,
        User: user,
        Membership: membership,
        ApiToken: ApiToken.create(membership, name=f"{word} token")[0],
        Event: Event.objects.filter(workspace=workspace).latest("pk"),
        Authenticator: Authenticator.objects.create(
            user=user, type="totp", data={"secret": f"{word} secret"}
        ),
        Channel: channel,
        ChannelAccess: ChannelAccess.objects.create(workspace=workspace, channel=channel),
        ChannelPoll: ChannelPoll.objects.create(workspace=workspace, channel=channel, due_at=NOW),
        PostPoll: PostPoll.objects.create(workspace=workspace, post=conversation.post, due_at=NOW),
        MissedRange: MissedRange.objects.create(
            workspace=workspace, channel=channel, since=NOW - timedelta(hours=1), until=NOW
        ),
        DailyUse: DailyUse.objects.create(workspace=workspace, channel=channel, day=NOW.date()),
        SavedView: SavedView.objects.create(workspace=workspace, user=user, name=f"{word} view"),
        BulkRun: run,
        FileImport: FileImport.objects.create(workspace=workspace, name=f"{word}.csv", form="rows"),
        BulkItem: BulkItem.objects.create(run=run, conversation=conversation, outcome="done"),
        Draft: Draft.objects.create(
            workspace=workspace, user=user, conversation=conversation, text=f"{word} draft"
        ),
        PostThumbnail: PostThumbnail.objects.create(post=conversation.post, url=f"https://{word}.example/a"),
        RawDelivery: deliveries.store("instagram", word.encode(), channel=channel)[0],
        Post: conversation.post,
        Contact: message.identity.contact,
        Identity: message.identity,
        Conversation: conversation,
        Message: message,
        ParkedChange: ParkedChange.objects.create(
            workspace=workspace, channel=channel, external_id=word, action="hide", occurred_at=NOW
        ),
        Label: Label.objects.get(workspace=workspace, name=f"{word} label"),
        SavedReply: SavedReply.objects.create(workspace=workspace, name=f"{word} saved", text=f"{word} text"),
        Note: services.add_note(conversation, f"{word} note", by=Actor.person(user)),
        Notification: Notification.objects.get(user=user),
        Occurrence: Occurrence.objects.filter(conversation=conversation).latest("pk"),
        WebhookEndpoint: endpoint,
        WebhookNotice: WebhookNotice.objects.filter(workspace=workspace).latest("pk"),
        PlatformCall: PlatformCall.objects.filter(message=message).latest("pk"),
        Rule: rule,
        Backtest: Backtest.objects.create(workspace=workspace, rule=rule, until=NOW),
        UndoRun: start_undo(workspace, rule=rule, by=SYSTEM),
        WordList: words,
        WordListVersion: words.version,
        TrackedLink: TrackedLink.objects.create(workspace=workspace, slug=word, url="https://example.org/"),
        HitReview: HitReview.objects.create(version=rule.version, message=message, is_right=True),
        Episode: Episode.objects.create(rule=rule, key=f"unanswered:{word}", started_at=NOW, seen_at=NOW),
        RuleTally: RuleTally.objects.filter(rule=rule).latest("pk"),
        ChannelTally: ChannelTally.objects.get(channel=channel),
        RuleVersion: RuleVersion.objects.get(rule__workspace=workspace, rule__name=f"{word} rule"),
        Decision: Decision.objects.filter(message=message).latest("pk"),
        RuleApplication: RuleApplication.objects.filter(message=message).latest("pk"),
        Suggestion: Suggestion.objects.filter(message=message).latest("pk"),
    }

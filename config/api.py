"""Where the REST API is: its addresses, its OpenAPI schema and the page that shows it."""

from __future__ import annotations

from django.urls import include, path, re_path
from django.views.decorators.csrf import csrf_exempt
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.routers import DefaultRouter

from accounts.throttling import PersonThrottle
from automation.api import RuleVersionViewSet, RuleViewSet, SuggestionViewSet
from automation.lab.api import BacktestViewSet, UndoViewSet
from automation.links_api import TrackedLinkViewSet
from automation.lists_api import ExplainedDecisionViewSet, WordListViewSet
from config.errors import no_such_address
from inbox import api as inbox

app_name = "api"

router = DefaultRouter(use_regex_path=False)
router.include_format_suffixes = False
router.register("channels", inbox.ChannelViewSet, "channel")
router.register("posts", inbox.PostViewSet, "post")
router.register("contacts", inbox.ContactViewSet, "contact")
router.register("conversations", inbox.ConversationViewSet, "conversation")
router.register("messages", inbox.MessageViewSet, "message")
router.register("notes", inbox.NoteViewSet, "note")
router.register("labels", inbox.LabelViewSet, "label")
router.register("saved-replies", inbox.SavedReplyViewSet, "saved-reply")
router.register("platform-calls", inbox.PlatformCallViewSet, "platform-call")
router.register("rules", RuleViewSet, "rule")
router.register("rules/<int:rule>/versions", RuleVersionViewSet, "rule-version")
router.register("word-lists", WordListViewSet, "word-list")
router.register("decisions", ExplainedDecisionViewSet, "decision")
router.register("suggestions", SuggestionViewSet, "suggestion")
router.register("tracked-links", TrackedLinkViewSet, "tracked-link")
router.register("backtests", BacktestViewSet, "backtest")
router.register("undos", UndoViewSet, "undo")

schema = SpectacularAPIView.as_view(throttle_classes=(PersonThrottle,))
# The library's own page has inline styles, which our Content-Security-Policy forbids.
docs = SpectacularSwaggerSplitView.as_view(
    url_name="api:schema", template_name="api/docs.html", throttle_classes=(PersonThrottle,)
)

urlpatterns = [
    path("schema/", schema, name="schema"),
    path("docs/", docs, name="docs"),
    path("", include(router.urls)),
    re_path(r"", csrf_exempt(no_such_address)),
]

from django.urls import path
from django.views.decorators.cache import cache_control
from django.views.i18n import JavaScriptCatalog

from inbox import (
    acts,
    answering,
    choices,
    events,
    notifications,
    preferences,
    presence,
    saved_replies,
    saved_views,
    selection_acts,
    views,
)
from inbox.bulk.acts import ACTS
from inbox.bulk.urls import urlpatterns as bulk_patterns
from inbox.channels import views as channels
from inbox.uploads.urls import urlpatterns as upload_patterns
from inbox.webhooks import WebhookView

CONVERSATION = "w/<slug:slug>/conversations/<int:pk>/"
MESSAGE = "w/<slug:slug>/messages/<int:pk>/"

# The texts of our modules in the language of the page. An address for each language, so that it can be kept.
texts = cache_control(private=True, max_age=3600)(JavaScriptCatalog.as_view(packages=["inbox"]))

urlpatterns = [
    path("webhooks/<slug:platform>/", WebhookView.as_view(), name="webhook"),
    path("webhooks/<slug:platform>/<uuid:public_id>/", WebhookView.as_view(), name="channel_webhook"),
    path("texts.js", texts, name="texts"),
    path("preferences/keys/", preferences.keys, name="keys"),
    path("preferences/abuse/", preferences.abuse, name="abuse"),
    path("preferences/language/", preferences.language, name="language"),
    path("w/<slug:slug>/inbox/", views.inbox, name="inbox"),
    path("w/<slug:slug>/inbox/counts/", saved_views.view_counts, name="view_counts"),
    path("w/<slug:slug>/inbox/filters/", saved_views.panel, name="filters"),
    path("w/<slug:slug>/views/", saved_views.save, name="view_save"),
    path("w/<slug:slug>/views/<int:pk>/", saved_views.change, name="view_change"),
    path("w/<slug:slug>/views/<int:pk>/drop/", saved_views.drop, name="view_drop"),
    path("w/<slug:slug>/events/", events.events, name="events"),
    path("w/<slug:slug>/presence/", presence.presence, name="presence"),
    path("w/<slug:slug>/inbox/choices/", choices.choices, name="choices"),
    path("w/<slug:slug>/inbox/moments/", choices.moments, name="moments"),
    *(
        path(f"w/<slug:slug>/conversations/{act}/", selection_acts.act, {"act": act}, f"conversations_{act}")
        for act in ACTS
    ),
    path("w/<slug:slug>/conversations/undo/", selection_acts.undo, name="conversations_undo"),
    path("w/<slug:slug>/members/", answering.members, name="members"),
    path("w/<slug:slug>/calls/<int:pk>/unsend/", answering.unsend, name="unsend"),
    path("w/<slug:slug>/notes/<int:pk>/delete/", answering.delete_note, name="note_delete"),
    path("w/<slug:slug>/saved-replies/", saved_replies.page, name="saved_replies"),
    path("w/<slug:slug>/saved-replies/add/", saved_replies.add, name="saved_reply_add"),
    path("w/<slug:slug>/saved-replies/<int:pk>/", saved_replies.save, name="saved_reply_save"),
    path("w/<slug:slug>/saved-replies/<int:pk>/delete/", saved_replies.delete, name="saved_reply_delete"),
    path("w/<slug:slug>/channels/", channels.page, name="channels"),
    path("w/<slug:slug>/channels/new/", channels.new, name="channel_new"),
    path("w/<slug:slug>/channels/simulate/", channels.simulate, name="channel_simulate"),
    path("w/<slug:slug>/channels/<int:pk>/", channels.channel, name="channel"),
    path("w/<slug:slug>/channels/<int:pk>/connect/", channels.connect_again, name="channel_connect"),
    path("w/<slug:slug>/channels/<int:pk>/pause/", channels.pause, name="channel_pause"),
    path("w/<slug:slug>/channels/<int:pk>/resume/", channels.resume, name="channel_resume"),
    path("w/<slug:slug>/channels/<int:pk>/test/", channels.test, name="channel_test"),
    path("w/<slug:slug>/handover/", views.handover, name="handover"),
    path("w/<slug:slug>/notifications/", notifications.page, name="notifications"),
    path("w/<slug:slug>/notifications/read/", notifications.read, name="notifications_read"),
    path("w/<slug:slug>/posts/<int:pk>/thumbnail/", views.post_thumbnail, name="post_thumbnail"),
    path(CONVERSATION, views.conversation, name="conversation"),
    path(f"{CONVERSATION}context/", views.context, name="conversation_context"),
    path(f"{CONVERSATION}resolve/", acts.resolve, name="conversation_resolve"),
    path(f"{CONVERSATION}reopen/", acts.reopen, name="conversation_reopen"),
    path(f"{CONVERSATION}note/", answering.add_note, name="note_add"),
    path(f"{CONVERSATION}draft/", answering.save_draft, name="draft"),
    path(f"{MESSAGE}saved-replies/", saved_replies.offers, name="message_saved_replies"),
    path(f"{MESSAGE}versions/", views.message_versions, name="message_versions"),
    path(f"{MESSAGE}reply/", answering.reply, name="message_reply"),
    path(f"{MESSAGE}private-reply/", answering.private_reply, name="message_private_reply"),
    path(f"{MESSAGE}hide/", acts.hide, name="message_hide"),
    path(f"{MESSAGE}unhide/", acts.unhide, name="message_unhide"),
    path(f"{MESSAGE}remove/", acts.remove, name="message_remove"),
    path(f"{MESSAGE}like/", acts.like, name="message_like"),
    *bulk_patterns,
    *upload_patterns,
]

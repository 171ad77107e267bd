from django.urls import path

from inbox import acts, events, views
from inbox.webhooks import WebhookView

CONVERSATION = "w/<slug:slug>/conversations/<int:pk>/"
MESSAGE = "w/<slug:slug>/messages/<int:pk>/"

urlpatterns = [
    path("webhooks/<slug:platform>/", WebhookView.as_view(), name="webhook"),
    path("webhooks/<slug:platform>/<uuid:public_id>/", WebhookView.as_view(), name="channel_webhook"),
    path("w/<slug:slug>/inbox/", views.inbox, name="inbox"),
    path("w/<slug:slug>/events/", events.events, name="events"),
    path(CONVERSATION, views.conversation, name="conversation"),
    path(f"{CONVERSATION}resolve/", acts.resolve, name="conversation_resolve"),
    path(f"{CONVERSATION}reopen/", acts.reopen, name="conversation_reopen"),
    path(f"{MESSAGE}versions/", views.message_versions, name="message_versions"),
    path(f"{MESSAGE}reply/", acts.reply, name="message_reply"),
    path(f"{MESSAGE}private-reply/", acts.private_reply, name="message_private_reply"),
    path(f"{MESSAGE}hide/", acts.hide, name="message_hide"),
    path(f"{MESSAGE}unhide/", acts.unhide, name="message_unhide"),
]

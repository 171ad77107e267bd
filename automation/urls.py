from django.urls import path

from automation import links, views
from automation.review import brake_views, list_views
from automation.review import views as review_views
from automation.screens.urls import urlpatterns as rule_patterns

urlpatterns = [
    path("w/<slug:slug>/messages/<int:pk>/decision/", views.message_decision, name="message_decision"),
    path("w/<slug:slug>/suggestions/<int:pk>/approve/", views.approve, name="suggestion_approve"),
    path("w/<slug:slug>/suggestions/<int:pk>/reject/", views.reject, name="suggestion_reject"),
    path("w/<slug:slug>/decisions/<int:pk>/why/", views.decision_why, name="decision_why"),
    path("w/<slug:slug>/decisions/<int:pk>/right/", views.decision_right, name="decision_right"),
    path("w/<slug:slug>/applications/<int:pk>/undo/", views.application_undo, name="application_undo"),
    # The review queue.
    path("w/<slug:slug>/review/", review_views.review, name="review"),
    path("w/<slug:slug>/review/news/", review_views.news, name="review_news"),
    path("w/<slug:slug>/review/approve/", review_views.approve, name="review_approve"),
    path("w/<slug:slug>/review/reject/", review_views.reject, name="review_reject"),
    path("w/<slug:slug>/review/hide/", review_views.hide, name="review_hide"),
    path("w/<slug:slug>/review/undo/", review_views.take_back, name="review_undo"),
    path("w/<slug:slug>/review/exception/", review_views.add_exception, name="review_exception"),
    # The brakes.
    path("w/<slug:slug>/brakes/", brake_views.page, name="brakes"),
    path("w/<slug:slug>/brakes/bar/", brake_views.bar, name="brakes_bar"),
    path("w/<slug:slug>/brakes/switch/", brake_views.switch, name="brakes_switch"),
    path("w/<slug:slug>/brakes/crisis/", brake_views.start_crisis, name="crisis_start"),
    path("w/<slug:slug>/brakes/crisis/end/", brake_views.end_crisis, name="crisis_end"),
    path("w/<slug:slug>/brakes/rules/<int:pk>/resume/", brake_views.resume_rule, name="rule_resume"),
    path("w/<slug:slug>/brakes/rules/<int:pk>/off/", brake_views.rule_off, name="rule_off"),
    # The word lists.
    path("w/<slug:slug>/lists/", list_views.overview, name="lists"),
    path("w/<slug:slug>/lists/new/", list_views.new, name="list_new"),
    path("w/<slug:slug>/lists/try/", list_views.try_it, name="list_try"),
    path("w/<slug:slug>/lists/<int:pk>/", list_views.detail, name="list"),
    path("w/<slug:slug>/lists/<int:pk>/restore/", list_views.restore, name="list_restore"),
    path("w/<slug:slug>/lists/<int:pk>/delete/", list_views.delete, name="list_delete"),
    # What the public clicks on.
    path("l/<str:code>/", links.follow, name="tracked_link"),
    # The rules.
    *rule_patterns,
]

from django.urls import path

from automation import views

urlpatterns = [
    path("w/<slug:slug>/messages/<int:pk>/decision/", views.message_decision, name="message_decision"),
    path("w/<slug:slug>/suggestions/<int:pk>/approve/", views.approve, name="suggestion_approve"),
    path("w/<slug:slug>/suggestions/<int:pk>/reject/", views.reject, name="suggestion_reject"),
]

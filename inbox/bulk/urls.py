from django.urls import path

from inbox.bulk import views

BULK = "w/<slug:slug>/bulk/"

urlpatterns = [
    path(BULK, views.bulk_start, name="bulk_start"),
    path(f"{BULK}count/", views.bulk_count, name="bulk_count"),
    path(f"{BULK}members/", views.bulk_members, name="bulk_members"),
    path(f"{BULK}<int:pk>/", views.bulk_run, name="bulk_run"),
    path(f"{BULK}<int:pk>/results.csv", views.bulk_results, name="bulk_results"),
    path(f"{BULK}<int:pk>/cancel/", views.bulk_cancel, name="bulk_cancel"),
    path(f"{BULK}<int:pk>/undo/", views.bulk_undo, name="bulk_undo"),
]

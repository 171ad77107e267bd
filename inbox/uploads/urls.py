from django.urls import path

from inbox.uploads import views

IMPORTS = "w/<slug:slug>/imports/"

urlpatterns = [
    path(IMPORTS, views.imports, name="imports"),
    path(f"{IMPORTS}upload/", views.import_upload, name="import_upload"),
    path(f"{IMPORTS}<int:pk>/", views.file_import, name="file_import"),
    path(f"{IMPORTS}<int:pk>/start/", views.import_start, name="import_start"),
    path(f"{IMPORTS}<int:pk>/cancel/", views.import_cancel, name="import_cancel"),
    path(f"{IMPORTS}<int:pk>/errors.csv", views.import_errors, name="import_errors"),
]

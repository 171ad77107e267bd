from django.urls import path

from automation.screens import editor, file_views, import_views, lab_views, list_views, version_views

RULES = "w/<slug:slug>/rules/"
RULE = f"{RULES}<int:pk>/"

urlpatterns = [
    path(RULES, list_views.rules, name="rules"),
    path(f"{RULES}order/", list_views.rules_order, name="rules_order"),
    path(f"{RULES}export/", file_views.rules_export, name="rules_export"),
    path(f"{RULES}import/", file_views.rules_import, name="rules_import"),
    path(f"{RULES}pack/", file_views.rules_pack, name="rules_pack"),
    path(f"{RULES}new/", editor.rule_new, name="rule_new"),
    path(f"{RULES}create/", editor.rule_create, name="rule_create"),
    path(f"{RULES}preview/", editor.rule_preview, name="rule_preview"),
    path(f"{RULES}shape/", editor.rule_shape, name="rule_shape"),
    path(RULE, editor.rule, name="rule"),
    path(f"{RULE}save/", editor.rule_save, name="rule_save"),
    path(f"{RULE}move/", list_views.rule_move, name="rule_move"),
    path(f"{RULE}mode/", list_views.rule_mode, name="rule_mode"),
    path(f"{RULE}archive/", list_views.rule_archive, name="rule_archive"),
    path(f"{RULE}versions/", version_views.rule_versions, name="rule_versions"),
    path(f"{RULE}restore/", version_views.rule_restore, name="rule_restore"),
    path(f"{RULE}undo/", lab_views.rule_undo, name="rule_undo"),
    path(f"{RULE}undo/start/", lab_views.rule_undo_start, name="rule_undo_start"),
    path("w/<slug:slug>/backtests/start/", lab_views.backtest_start, name="backtest_start"),
    path("w/<slug:slug>/backtests/<int:pk>/", lab_views.backtest, name="backtest"),
    path("w/<slug:slug>/backtests/<int:pk>/cancel/", lab_views.backtest_cancel, name="backtest_cancel"),
    path("w/<slug:slug>/imports/<int:pk>/suggest/", import_views.import_suggest, name="import_suggest"),
    path("w/<slug:slug>/undo-runs/<int:pk>/", lab_views.undo_run, name="undo_run"),
    path("w/<slug:slug>/undo-runs/<int:pk>/cancel/", lab_views.undo_cancel, name="undo_cancel"),
]

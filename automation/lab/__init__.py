"""The rule lab: try rules on history, see how they do, and take back what they did."""

from automation.lab.backtests import cancel_backtest, start_backtest
from automation.lab.ladder import Ladder, Reviews, ladder_of, review_hit, reviews_of
from automation.lab.precision import Day, Precision, activity_of, precision_of
from automation.lab.undo import UndoPreview, cancel_undo, preview, start_undo

__all__ = [
    "Day",
    "Ladder",
    "Precision",
    "Reviews",
    "UndoPreview",
    "activity_of",
    "cancel_backtest",
    "cancel_undo",
    "ladder_of",
    "precision_of",
    "preview",
    "review_hit",
    "reviews_of",
    "start_backtest",
    "start_undo",
]

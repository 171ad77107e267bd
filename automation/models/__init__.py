"""Rules, what they decided, and what came of it."""

from automation.models.decisions import Decision, Episode, HitReview, RuleApplication, Suggestion
from automation.models.lab import Backtest, UndoRun
from automation.models.links import TrackedLink
from automation.models.rules import Mode, Rule, RuleVersion, WordList, WordListVersion
from automation.models.tallies import ChannelTally, RuleTally

__all__ = [
    "Backtest",
    "ChannelTally",
    "Decision",
    "Episode",
    "HitReview",
    "Mode",
    "Rule",
    "RuleApplication",
    "RuleTally",
    "RuleVersion",
    "Suggestion",
    "TrackedLink",
    "UndoRun",
    "WordList",
    "WordListVersion",
]

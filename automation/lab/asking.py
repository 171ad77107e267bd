"""Ask rules about stored messages, reading of each only as much as the answer takes.

An answer knows three values, and one that is False while something is not known stays False
whatever that turns out to be; the same goes for True. So each message is asked first with what
its row tells, and only where that leaves a rule open is the whole message loaded.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from automation.engine.facts import Facts
from automation.engine.outcomes import Outcome
from automation.engine.ruleset import CompiledRule, Ruleset, in_schedule
from automation.gather import gather
from automation.lab.stored import Row, load
from automation.schema import Schedule

ALWAYS = Schedule()


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule that matched a message. `is_off`: its schedule has it rest at that time."""

    rule: CompiledRule
    outcome: Outcome
    is_off: bool = False


class Asking:
    """One ruleset, asked about many messages of a workspace. `platforms` by channel."""

    def __init__(self, ruleset: Ruleset, platforms: Mapping[int, str]) -> None:
        self._ruleset = ruleset
        self._platforms = platforms

    def hits(self, rows: Sequence[Row]) -> dict[int, list[Hit]]:
        """Return the rules that match, in the order in which they run, by message; none for no match."""
        found: dict[int, list[Hit]] = {}
        is_open = []
        for row in rows:
            answers = self._possible(self._from_row(row))
            if any(outcome.value is None or rule.body.schedule != ALWAYS for rule, outcome in answers):
                is_open.append(row)
            elif answers:
                found[row.pk] = [Hit(rule, outcome) for rule, outcome in answers]
        return found | self._hits_of_whole(is_open)

    def _hits_of_whole(self, rows: Sequence[Row]) -> dict[int, list[Hit]]:
        found = {}
        messages = load(rows)
        for message, facts in zip(messages, gather(messages, self._ruleset.index), strict=True):
            if hits := [
                Hit(rule, outcome, not in_schedule(rule.body.schedule, facts))
                for rule, outcome in self._possible(facts)
                if outcome.value
            ]:
                found[message.pk] = hits
        return found

    def _possible(self, facts: Facts) -> list[tuple[CompiledRule, Outcome]]:
        asked = ((rule, rule.ask(facts)) for rule in self._ruleset.candidates(facts))
        return [(rule, outcome) for rule, outcome in asked if outcome.value is not False]

    def _from_row(self, row: Row) -> Facts:
        known = {
            "kind": row.kind,
            "platform": self._platforms.get(row.channel, ""),
            "channel_id": row.channel,
            "post_id": row.post,
            "is_own": False,
            "reply": bool(row.parent_id),
            "ad": bool(row.is_ad),
        }
        return Facts(texts={"body": row.text}, known=known, index=self._ruleset.index)

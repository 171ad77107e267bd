"""One backtest at work: rules compiled as they were when it was started, and history in pieces."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import cached_property
from typing import Any

from automation.engine.ruleset import Ruleset, RuleSpec, compile_rules
from automation.lab import tally
from automation.lab.asking import Asking, Hit
from automation.lab.caps import Caps
from automation.lab.reality import Happened, add_authors, happened_to
from automation.lab.replay import Replay
from automation.lab.report import bounded, report
from automation.lab.samples import sample, with_texts
from automation.lab.stored import PIECE, Row, Stretch, cursor_after
from automation.models import Backtest
from automation.rulesets import lists_at
from automation.schema import RuleBody, Scope

# So many matched messages are also put to the other rules, to find contradictions.
MOST_COMPARED = 5_000


class Trial:
    """Goes on with a backtest from where it is. Reads only; the caller writes `progress`."""

    def __init__(self, backtest: Backtest) -> None:
        workspace = backtest.workspace
        self._workspace_id = workspace.pk
        self._zone = workspace.zone
        self._days = backtest.days
        self._rules = backtest.rules
        self.cursor: Mapping[str, Any] = backtest.cursor
        self.done = backtest.done
        self._state = {**tally.empty(), **backtest.state}
        self._replay = Replay(Caps(self._state["caps"]), self._zone)
        self._platforms = dict(workspace.channels.values_list("pk", "platform"))
        self._lists = lists_at(self._state.get("lists", ()))
        self._tested = self._compiled(is_tested=True)
        self._asking = Asking(self._tested, self._platforms)
        self._aspects = sorted({a for rule in self._tested.rules for a in tally.aspects_of(rule)})
        self._stretch = Stretch(
            workspace.pk, backtest.until - timedelta(days=backtest.days), backtest.until, self._scope()
        )

    def total(self) -> int:
        """Return how many messages there are to look at."""
        return self._stretch.messages().count()

    def step(self, most: int = PIECE) -> bool:
        """Look at the next messages; return whether there were any."""
        started = time.perf_counter()
        rows = self._stretch.after(self.cursor, most)
        if rows:
            self._count([row for row in rows if not row.is_gone])
            self._state["gone"] += sum(row.is_gone for row in rows)
            self.cursor = cursor_after(rows[-1])
            self.done += len(rows)
        self._state["milliseconds"] += (time.perf_counter() - started) * 1000
        return bool(rows)

    def progress(self) -> dict[str, Any]:
        """Return the fields that the next worker needs to go on."""
        state = {**self._state, "caps": self._replay.caps.as_json()}
        return {"cursor": dict(self.cursor), "done": self.done, "state": state}

    def result(self) -> dict[str, Any]:
        """Return the report. Call it once there are no more messages."""
        tested = [rule for rule in self._rules if rule["is_tested"]]
        told = report(self._state, tested, self._days, is_approximate=self._replay.caps.has_forgotten)
        compiled = {rule.rule_id: rule for rule in self._tested.rules}
        shown = [sample for _, sample in self._state["samples"]]
        return bounded({**told, "samples": with_texts(shown, compiled)})

    def _count(self, rows: Sequence[Row]) -> None:
        hits = self._asking.hits(rows)
        matched = [row for row in rows if row.pk in hits]
        happened = happened_to(self._workspace_id, rows if self._aspects else matched)
        for row in rows:
            tally.count_day(self._state, row, self._zone, is_match=row.pk in hits)
            if self._aspects:
                tally.count_overlap(self._state, hits.get(row.pk, ()), happened[row.pk], self._aspects)
        self._count_matched(matched, hits, happened)

    def _count_matched(
        self, matched: Sequence[Row], hits: Mapping[int, list[Hit]], happened: Mapping[int, Happened]
    ) -> None:
        add_authors(happened, matched)
        done = {row.pk: self._replay.acts(row, hits[row.pk], happened[row.pk]) for row in matched}
        others = self._hits_of_others(matched)
        for row in matched:
            tally.count_matches(self._state, hits[row.pk])
            tally.count_acts(self._state, done[row.pk])
            tally.count_conflicts(self._state, row, hits[row.pk], others.get(row.pk, ()))
        shown = tally.chosen(self._state, matched)
        fresh = (sample(row, done[row.pk], happened[row.pk]) for row in shown)
        tally.add_samples(self._state, fresh)

    def _hits_of_others(self, matched: Sequence[Row]) -> dict[int, list[Hit]]:
        room = MOST_COMPARED - self._state["matched"] + len(matched)
        compared = matched[: max(room, 0)]
        return self._others.hits(compared) if compared and self._has_others else {}

    @property
    def _has_others(self) -> bool:
        return any(not rule["is_tested"] for rule in self._rules)

    @cached_property
    def _others(self) -> Asking:
        return Asking(self._compiled(is_tested=False), self._platforms)

    def _compiled(self, *, is_tested: bool) -> Ruleset:
        specs = [
            RuleSpec(rule["rule"] or 0, rule["name"], RuleBody.model_validate(rule["body"]))
            for rule in self._rules
            if rule["is_tested"] is is_tested
        ]
        return compile_rules(specs, self._lists)

    def _scope(self) -> Scope:
        """One rule is tried where it looks; a set, which may look anywhere, on everything."""
        rules = self._tested.rules
        return rules[0].body.scope if len(rules) == 1 else Scope()

"""A whole Earful while everything goes wrong at random, and then: does the inbox hold the truth?

.venv/bin/python -m bench faults --events 20000 --seed 1

People comment and write on six simulated platforms; the platforms duplicate, reorder, delay, drop and spoil
what they deliver, and refuse, throttle, hang or lose answers; web, worker and scheduler are killed. At the
end everything is allowed to come to rest, and what Earful holds is compared with the simulator's truth.
The same seed makes the same people and troubles; how they fall together is up to the machine.
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

from bench.truth import QUESTION, SPAM, Findings, compare
from simulator.faults import KINDS
from tests.e2e.system import System, running, until

PLATFORMS = ("instagram", "facebook", "tiktok", "youtube", "whatsapp", "telegram")
Account = dict[str, Any]
Accounts = list[Account]
# More accounts on YouTube for more events: it lets one answer and hide 200 times a day.
EVENTS_A_TUBE = 3000
# Most kills of a run, about: to start anew takes a process as long as a hundred events.
MOST_KILLS = 100
# After so many events the deliveries may catch up, and after so many the rules: a world that runs ahead would
# only test its own queue.
BREATH, LONG_BREATH = 250, 1000
TIMES = {
    "CALL_LEASE_SECONDS": "5",
    "RECONCILE_AFTER_SECONDS": "1",
    "SWEEP_SECONDS": "2",
    "API_RATE": "100000/min",
}
SECRET = "telegram-secret"  # noqa: S105 - of a made-up bot
TRICKS: dict[str, Any] = {
    "duplicate": 2,
    "reorder": 5,
    "batch": 5,
    "delay_seconds": 1,
    "drop": 3,
    "echo_first": True,
    "ad_twice": True,
    "unknown_field": True,
    "missing_from": True,
    "numeric_ids": True,
    "entry_level": True,
    "wrong_signature": True,
    "stale_timestamp": True,
    "oversized": True,
}
PHRASES = (f"Wat is de {QUESTION} nu?", f"Gratis {SPAM}!", "Wat mooi!", "Zijn jullie open?", "Jammer zeg…")
NO_LIMITS = {
    "delay_min_seconds": 0,
    "delay_max_seconds": 0,
    "once_per_post": False,
    "per_person_per_day": 100,
    "per_thread": 100,
    "public_per_channel_per_hour": 1000,
    "private_per_channel_per_hour": 1000,
    "breaker_percent": 100,
}
# Connected for a while: by a clock of whole seconds, what is said now could else have been said before.
CONNECT = """
import json
from datetime import timedelta
from django.utils import timezone
from accounts.models import Workspace
from inbox.models import Channel
workspace = Workspace.objects.get(slug="demo")
for account in json.loads({accounts!r}):
    channel = Channel.objects.create(
        workspace=workspace, platform=account["platform"], external_id=account["id"], name=account["id"],
        is_simulated=True,
        connected_at=timezone.now() - timedelta(minutes=1),
        credentials={{"access_token": account["token"], "webhook_secrets": [{secret!r}]}},
    )
    print("connected", account["id"], channel.public_id)
"""
# A person connects what lost its access, and the pauses that platforms asked for are over.
MEND = """
from django.utils import timezone
from inbox.models import Channel, PlatformCall
Channel.objects.update(status="connected", status_reason="", calls_resume_at=None)
PlatformCall.objects.filter(status="queued").update(run_at=timezone.now())
"""
# Later everything is read once more: what a platform does not list then was removed.
AN_HOUR_LATER = """
from datetime import timedelta
from django.db.models import F
from django.utils import timezone
from inbox.models import ChannelPoll, Message, PostPoll
Message.objects.update(received_at=F("received_at") - timedelta(hours=1))
ChannelPoll.objects.update(due_at=timezone.now(), last_error="")
PostPoll.objects.update(due_at=timezone.now(), polled_at=None, last_error="")
"""
UNREAD = """
from datetime import timedelta
from django.utils import timezone
from inbox.models import Message, PostPoll, RawDelivery
now = timezone.now()
# One that came to be meanwhile, and would wait for its turn.
PostPoll.objects.filter(polled_at=None, due_at__gt=now + timedelta(minutes=4)).update(due_at=now)
# What seems to be gone is looked for twice.
unsure = PostPoll.objects.exclude(suspects=[])
unsure.update(due_at=now)
print(PostPoll.objects.filter(polled_at=None).count() + unsure.count()
    + RawDelivery.objects.filter(status="pending").count()
    + Message.objects.filter(processed_at=None).count())
"""
UNDECIDED = """
from inbox.models import Message
print(Message.objects.filter(processed_at=None).count())
"""
DUMP = """
import json
from inbox.models import Message, PlatformCall, RawDelivery
messages = Message.objects.select_related("channel", "conversation")
print(json.dumps({
    "messages": [
        {"id": m.pk, "channel": m.channel.external_id, "external_id": m.external_id, "text": m.text,
         "visibility": m.visibility, "thread": m.conversation.thread_id, "is_own": m.is_own}
        for m in messages.iterator()
    ],
    "calls": [
        {"message": c.message_id, "verb": c.verb, "status": c.status, "error_code": c.error_code}
        for c in PlatformCall.objects.iterator()
    ],
    "quarantine": " ".join(
        bytes(d.body).decode(errors="replace") for d in RawDelivery.objects.filter(status="quarantined")
    ),
}))
"""


class Audience:
    """People who write, edit and take back, on all platforms."""

    def __init__(self, system: System, accounts: Accounts, random: Random) -> None:
        self._system, self._accounts, self._random = system, accounts, random
        self._comments: list[tuple[str, str]] = []
        self._directs: list[tuple[str, str]] = []
        self._count = 0

    def act(self) -> None:
        """Let one thing happen."""
        what = self._random.choices(["comment", "direct", "reply", "edit", "withdraw"], [62, 16, 10, 7, 5])[0]
        platform = self._random.choice(PLATFORMS)
        account = self._random.choice([each for each in self._accounts if each["platform"] == platform])
        if account["platform"] == "whatsapp":
            what = "direct"
        if account["platform"] == "youtube" and what == "direct":
            what = "comment"
        getattr(self, f"_{what}")(account)

    def _text(self) -> tuple[str, str]:
        """A text that is written once, and somebody who writes once."""
        self._count += 1
        return f"{self._random.choice(PHRASES)} {self._count}", f"somebody{self._count}"

    def _ask(self, method: str, path: str, **body: Any) -> dict[str, Any]:
        """What a person cannot do there, does not happen."""
        answer = self._system.simulator.request(method, f"/control{path}", json=body or None)
        assert answer.status_code < 500, answer.text
        return dict(answer.json())

    def _comment(self, account: Account, parent_id: str | None = None) -> None:
        text, username = self._text()
        body = {"account": account["id"], "text": text, "username": username}
        if parent_id:
            body |= {"parent_id": parent_id, "text": f"Ook benieuwd {self._count}"}
        elif posts := account["posts"]:
            body["media_id"] = self._random.choice(posts)
        if made := self._ask("POST", "/comments", **body).get("id"):
            self._comments.append((account["id"], made))

    def _direct(self, account: Account) -> None:
        text, username = self._text()
        made = self._ask("POST", "/directs", account=account["id"], text=text, username=username)
        self._directs.append((account["id"], made["mid"]))

    def _reply(self, account: Account) -> None:
        below = [found for where, found in self._comments if where == account["id"]]
        self._comment(account, parent_id=self._random.choice(below[-30:]) if below else None)

    def _edit(self, _account: Account) -> None:
        """Once each: two edits within a second, a platform that counts seconds cannot tell apart."""
        kind, said = self._said()
        if said:
            _, found = said.pop(self._random.randrange(len(said)))
            self._ask("POST", f"/{kind}/{found}/edit", text=f"Toch niet {self._count}")

    def _withdraw(self, _account: Account) -> None:
        kind, said = self._said()
        if not said:
            return
        _, found = said.pop(self._random.randrange(len(said)))
        if kind == "comments":
            self._ask("DELETE", f"/comments/{found}")
        else:
            self._ask("POST", f"/directs/{found}/unsend")

    def _said(self) -> tuple[str, list[tuple[str, str]]]:
        return self._random.choice([("comments", self._comments), ("directs", self._directs)])


class Trouble:
    """What goes wrong meanwhile."""

    def __init__(self, system: System, accounts: Accounts, random: Random, *, a_kill_in: int) -> None:
        self._system, self._accounts, self._random = system, accounts, random
        self._a_kill_in = a_kill_in
        self.kills = self.faults = self.turns = 0

    def maybe(self) -> None:
        """Now and then another set of tricks, a fault at one account, a kill, or a person who mends."""
        chance = self._random.random
        if chance() < 1 / 25:
            self._turn_tricks()
        if chance() < 1 / 12:
            self._arm()
        if chance() < 1 / self._a_kill_in:
            self._kill()
        if chance() < 1 / 300:
            self._system.manage("shell", "-c", MEND)

    def _turn_tricks(self) -> None:
        names = self._random.sample(sorted(TRICKS), self._random.randint(0, 4))
        self._system.control("DELETE", "/tricks")
        if names:
            self._system.control("POST", "/tricks", **{name: TRICKS[name] for name in names})
        self.turns += 1

    def _arm(self) -> None:
        fault = self._random.choice(KINDS)
        body: dict[str, Any] = {"fault": fault, "times": self._random.randint(1, 3)}
        if fault in ("throttled", "quota_exceeded"):
            body["seconds"] = 5
        elif fault == "error_500":
            body["calls"] = self._random.choice(["reads", "writes", "all"])
        elif fault.startswith("hang"):
            body["seconds"] = self._random.choice([1, 3, 20])
        account = self._random.choice(self._accounts)
        self._system.control("POST", "/faults", account=account["id"], **body)
        self.faults += 1

    def _kill(self) -> None:
        name = self._random.choices(["worker", "scheduler", "web"], [6, 2, 2])[0]
        self._system.kill(name)
        self._system.start(name)
        self.kills += 1

    def end(self) -> None:
        self._system.control("DELETE", "/tricks")
        self._system.control("DELETE", "/faults")


def prepare(system: System, tubes: int) -> Accounts:
    """An account on every platform, so many on YouTube, their channels, and a rule for each kind of act."""
    accounts = [_account(system, platform, 0) for platform in PLATFORMS]
    accounts += [_account(system, "youtube", brand) for brand in range(1, tubes)]
    printed = system.manage("shell", "-c", CONNECT.format(accounts=json.dumps(accounts), secret=SECRET))
    told = [line.split() for line in printed.splitlines() if line.startswith("connected ")]
    public_ids = {account_id: public_id for _, account_id, public_id in told}
    for account in accounts:
        if account["platform"] == "telegram":
            _set_webhook(system, account, public_ids[account["id"]])
    _make_rules(system)
    return accounts


def _account(system: System, platform: str, brand: int) -> Account:
    token = f"7{brand:04}0000{PLATFORMS.index(platform)}:token"
    username = f"brand{brand}.{platform}"
    made = system.control("POST", "/accounts", username=username, token=token, platform=platform)
    return {**made, "token": token, "platform": platform}


def _set_webhook(system: System, account: Account, public_id: str) -> None:
    hook = {"url": f"{system.place.url}/webhooks/telegram/{public_id}/", "secret_token": SECRET}
    system.simulator.post(f"/bot{account['token']}/setWebhook", json=hook).raise_for_status()


def _make_rules(system: System) -> None:
    for rule in system.get("/rules/"):
        system.api.delete(f"/rules/{rule['id']}/").raise_for_status()
    for kind, word, action in (
        ("comment", QUESTION, {"type": "reply", "variants": ["Twee dagen!", "Binnen twee dagen."]}),
        ("direct", QUESTION, {"type": "private_reply", "variants": ["Twee werkdagen."]}),
        ("comment", SPAM, {"type": "hide"}),
    ):
        body = {
            "scope": {"kinds": [kind]},
            "conditions": {"all": [{"type": "text", "op": "any", "words": [word]}]},
            "actions": [action],
            "limits": NO_LIMITS,
        }
        rule = {"name": f"{kind} {word}", "mode": "live", "override": "a fault run", "body": body}
        answer = system.api.post("/rules/", json=rule)
        assert answer.status_code == 201, answer.text


def _dwindle(system: System, question: str, patience: float) -> None:
    """Wait until none are left. Raises AssertionError when they get no fewer for so many seconds."""
    left, since = _number(system, question), time.monotonic()
    while left:
        time.sleep(3)
        now = _number(system, question)
        if now < left:
            left, since = now, time.monotonic()
        assert time.monotonic() - since < patience, f"{now} are left and get no fewer: {question}"


def _number(system: System, question: str) -> int:
    return int(system.manage("shell", "-c", question).split()[-1])


def _under_way(system: System) -> int:
    return int(system.control("GET", "/deliveries")["pending"])


def rest(system: System, *, seconds: float) -> None:
    """Let everything come to an end: deliveries, calls, and a last reading of what is only read."""
    until(lambda: not _under_way(system), seconds, every=1)
    _dwindle(system, UNDECIDED, seconds)
    _finish_calls(system, seconds)
    system.manage("shell", "-c", AN_HOUR_LATER)
    _dwindle(system, UNREAD, seconds)
    _finish_calls(system, seconds)
    until(lambda: not _under_way(system), seconds, every=1)
    _dwindle(system, UNREAD, seconds)


def _finish_calls(system: System, seconds: float) -> None:
    """A call may still meet an answer of "come back later": then somebody mends again."""
    deadline = time.monotonic() + seconds
    while calls := _in_flight(system):
        told = [(call["verb"], call["status"], call["error_code"], call["attempts"]) for call in calls[:20]]
        assert time.monotonic() < deadline, f"{len(calls)} calls do not come to an end: {told}"
        system.manage("shell", "-c", MEND)
        time.sleep(5)


def _in_flight(system: System) -> list[dict[str, Any]]:
    return [
        call for s in ("queued", "sending", "unknown") for call in system.get("/platform-calls/", status=s)
    ]


def run(*, events: int, seed: int, data_dir: Path, patience: float = 300) -> tuple[Findings, dict[str, int]]:
    """Run it all; return what does not fit, and how much went wrong on the way."""
    random = Random(seed)  # noqa: S311 - repeatable on purpose
    with running(data_dir, **TIMES) as system:
        accounts = prepare(system, tubes=1 + events // EVENTS_A_TUBE)
        audience = Audience(system, accounts, random)
        trouble = Trouble(system, accounts, random, a_kill_in=max(60, events // MOST_KILLS))
        for number in range(1, events + 1):
            audience.act()
            trouble.maybe()
            if number % BREATH == 0:
                trouble.end()
                until(lambda: _under_way(system) < BREATH, patience, every=1)
            if number % LONG_BREATH == 0:
                until(lambda: _number(system, UNDECIDED) < BREATH, patience, every=3)
        trouble.end()
        rest(system, seconds=patience)
        told = system.manage("shell", "-c", DUMP).splitlines()[-1]
        findings = compare(_of_accounts(system, accounts), json.loads(told))
    return findings, {"kills": trouble.kills, "faults": trouble.faults, "sets of tricks": trouble.turns}


def _of_accounts(system: System, accounts: Accounts) -> dict[str, Any]:
    """The truth of the accounts of this run."""
    state = system.control("GET", "/state")
    ids = {account["id"] for account in accounts}
    for part in ("comments", "directs"):
        state[part] = [found for found in state[part] if found["account_id"] in ids]
    return dict(state)


def main(arguments: Sequence[str]) -> int:
    """Run as told on the command line; print what was found. 1 when something does not fit."""
    parser = argparse.ArgumentParser(
        prog="python -m bench faults", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("--events", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    # `timeout` and a person's Ctrl-C end it in order: nothing is left running.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    options = parser.parse_args(arguments)
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="earful-faults-") as place:
        findings, troubles = run(events=options.events, seed=options.seed, data_dir=Path(place))
    sys.stdout.write(f"{options.events} events in {time.monotonic() - began:.0f} s, {troubles}\n")
    for name, count in sorted(findings.counts.items()):
        sys.stdout.write(f"{count:6} {name}\n")
    for problem in findings.problems[:100]:
        sys.stdout.write(f"  {problem}\n")
    sys.stdout.write(f"{len(findings.problems)} problems\n")
    return 1 if findings.problems else 0

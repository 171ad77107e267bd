"""Every fault and trick on every platform that has it, by what Earful's connector makes of it."""

from __future__ import annotations

import pytest

from platforms.base import Connector, Credentials
from platforms.errors import PlatformError
from platforms.registry import connector_class

from .conftest import Receiver, Running, until

TOKEN = "7000000001:AAbb"
DIRECT = ("instagram", "facebook", "tiktok", "whatsapp", "telegram")
IN_PUBLIC = ("youtube", "x", "linkedin")
TROUBLED = [*DIRECT, *IN_PUBLIC]
CODES = {
    "expired_token": "auth_expired",
    "throttled": "throttled",
    "quota_exceeded": "throttled",
    "error_500": "ambiguous",
    "drop_after_act": "ambiguous",
}


class Brand:
    """An account of the simulator, and our connector to it."""

    def __init__(self, simulator: Running, platform: str) -> None:
        self.simulator, self.platform = simulator, platform
        made = simulator.control("accounts", username="troubled", token=TOKEN, platform=platform)
        self.id = made["id"]
        url = str(simulator.client.base_url).rstrip("/")
        self.connector: Connector = connector_class(platform)(Credentials(self.id, TOKEN, url))

    def answer(self) -> str:
        """Answer something that a person wrote; return what the connector says of it."""
        send = self._comment if self.platform in ("youtube", "linkedin") else self._direct
        try:
            send()
        except PlatformError as error:
            return error.code
        return "done"

    def _comment(self) -> None:
        comment = self.simulator.control("comments", account=self.id, text="Hoi", deliver=False)
        place = {"post_id": comment["media_id"], "thread_id": comment["id"]}
        self.connector.reply(comment_id=comment["id"], text="Dag", **place)

    def _direct(self) -> None:
        self.simulator.control("directs", account=self.id, text="Hoi")
        [thread] = self.simulator.state()["directs"]
        recipient = thread["id"] if self.platform == "tiktok" else thread["person_id"]
        self.connector.send_direct(recipient_id=recipient, text="Dag")


@pytest.mark.parametrize("fault", CODES)
@pytest.mark.parametrize("platform", TROUBLED)
def test_it_misbehaves_once_and_then_no_more(simulator: Running, platform: str, fault: str) -> None:
    brand = Brand(simulator, platform)
    simulator.control("faults", fault=fault, account=brand.id, times=1)
    assert brand.answer() == CODES[fault]
    assert brand.answer() == "done"


@pytest.mark.parametrize("platform", [slug for slug in DIRECT if slug != "telegram"])
def test_it_closes_the_window_of_direct_messages_only(simulator: Running, platform: str) -> None:
    brand = Brand(simulator, platform)
    simulator.control("faults", fault="window_closed", account=brand.id, times=1)
    # TikTok has no code of its own for that.
    assert brand.answer() == ("forbidden" if platform == "tiktok" else "window_closed")
    assert brand.answer() == "done"


@pytest.mark.parametrize("platform", DIRECT)
@pytest.mark.parametrize(("trick", "value"), [("drop", 1), ("oversized", True), ("wrong_signature", True)])
def test_it_delivers_in_the_end(
    simulator: Running, receiver: Receiver, platform: str, trick: str, value: object
) -> None:
    brand = Brand(simulator, platform)
    if platform == "telegram":
        told = {"url": receiver.url, "secret_token": "s"}
        simulator.client.post(f"/bot{TOKEN}/setWebhook", json=told)
    receiver.answers += [200] if trick == "drop" else [413]
    simulator.control("tricks", **{trick: value})
    simulator.control("directs", account=brand.id, text="Hoi")
    if trick != "drop":
        until(lambda: receiver.requests)
        simulator.client.delete("/control/tricks")
    until(lambda: simulator.state()["deliveries"]["pending"] == 0)
    assert simulator.state()["deliveries"]["refused"] == 1
    assert len(receiver.requests[-1][1]) < 2000


def test_it_writes_ids_as_numbers(simulator: Running, receiver: Receiver) -> None:
    simulator.control("tricks", numeric_ids=True)
    comment = simulator.control("comments", text="Hoi")
    [value] = until(lambda: receiver.values)
    assert (value["id"], value["from"]["id"]) == (int(comment["id"]), int(comment["from"]))
    simulator.control("comments", text="Ja!", parent_id=comment["id"])
    assert until(lambda: receiver.values[1:])[0]["parent_id"] == int(comment["id"])

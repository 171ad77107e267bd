"""What the Cloud API does with a number: answer within 24 hours. Part of the Graph API.

https://developers.facebook.com/docs/whatsapp/cloud-api/guides/send-messages
"""

from __future__ import annotations

from simulator import ids, telling
from simulator.graph.errors import GraphError, invalid, outside_window
from simulator.graph.request import GraphRequest
from simulator.graph.verbs import Read, Write
from simulator.model import Account, DirectMessage, Json
from simulator.serving import Done
from simulator.simulation import Simulation

MAX_TEXT = 4096
WINDOW_SECONDS = 24 * 3600.0


def read_number(_simulation: Simulation, _call: GraphRequest, target: Account) -> Json:
    """GET /{phone-number-id}."""
    return {"id": target.id, "verified_name": target.name, "display_phone_number": "+32 00 00 00 01"}


def send(simulation: Simulation, call: GraphRequest, target: Account) -> Done:
    """POST /{phone-number-id}/messages: a text to somebody who wrote within 24 hours."""
    text, person_id = call.mapping("text").get("body"), call.text("to")
    if not isinstance(text, str) or not text.strip() or len(text) > MAX_TEXT:
        raise invalid("(#131009) Parameter value is not valid: text['body']")
    world, now = simulation.world, simulation.clock.now()
    if person_id not in world.people:
        raise GraphError("(#131026) Message undeliverable", code=131026)
    inbound = [message.at for message in world.messages_in(target.id, person_id) if not message.by_brand]
    if now - max(inbound, default=0.0) > WINDOW_SECONDS:
        raise outside_window(target.platform)
    sent = world.add_message(
        DirectMessage(
            mid=ids.for_message(world, target, person_id),
            account_id=target.id,
            person_id=person_id,
            text=text,
            at=now,
            by_brand=True,
        )
    )
    contacts: Json = {"contacts": [{"input": person_id, "wa_id": person_id}]}
    answer: Json = {"messaging_product": "whatsapp", **contacts, "messages": [{"id": sent.mid}]}
    return Done(answer, sent.mid, telling.of_message(simulation, sent, telling.NEW))


READS: dict[tuple[type, str], Read] = {(Account, ""): read_number}
WRITES: dict[tuple[str, type, str], Write] = {("POST", Account, "messages"): send}

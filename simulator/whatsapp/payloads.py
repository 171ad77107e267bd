"""WhatsApp's webhooks. Of one's own messages it tells what became of them, never what they say. Pure.

https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks/components
"""

from __future__ import annotations

from simulator.model import WHATSAPP, DirectMessage, Json
from simulator.payloads import Notice

FIELD = "messages"


def message_notice(message: DirectMessage, *, at: float) -> Notice:
    """A message of a person; of one that the brand sent, that it was delivered."""
    return _status(message, "delivered", at=at) if message.by_brand else _received(message, at=at)


def seen_notice(message: DirectMessage, *, at: float) -> Notice:
    """The person has read what the brand wrote."""
    return _status(message, "read", at=at)


def _received(message: DirectMessage, *, at: float) -> Notice:
    words: Json = {
        "from": message.person_id,
        "id": message.mid,
        "timestamp": str(int(message.at)),
        "type": "text",
        "text": {"body": message.text},
    }
    contact: Json = {"profile": {"name": f"Person {message.person_id[-4:]}"}, "wa_id": message.person_id}
    return _notice(message, {"contacts": [contact], "messages": [words]}, at=at)


def _status(message: DirectMessage, status: str, *, at: float) -> Notice:
    told: Json = {
        "id": message.mid,
        "status": status,
        "timestamp": str(int(at)),
        "recipient_id": message.person_id,
    }
    return _notice(message, {"statuses": [told]}, at=at)


def _notice(message: DirectMessage, part: Json, *, at: float) -> Notice:
    metadata: Json = {"display_phone_number": "3200000001", "phone_number_id": message.account_id}
    return Notice(
        account_id=message.account_id,
        field=FIELD,
        at=at,
        value={"messaging_product": "whatsapp", "metadata": metadata, **part},
        thread=f"direct:{message.person_id}",
        platform=WHATSAPP,
    )

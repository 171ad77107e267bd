"""What the demo workspace starts with: a bakery's rules and saved replies, in Dutch and English."""

from __future__ import annotations

from typing import Any

# A few seconds instead of the usual minutes, so that a newcomer sees something happen.
SOON = {"delay_min_seconds": 1, "delay_max_seconds": 4}

SPAM_WORDS = [
    *["crypto", "bitcoin", "forex", "investment", "passive income", "earn money", "make money", "$500"],
    *["check my profile", "check my bio", "free followers", "gratis volgers", "whatsapp me", "dm me to earn"],
]
PRICE_WORDS = ["wat kost*", "hoeveel kost*", "kosten", "prijs", "prijzen", "price*", "how much", "cost"]
HOURS_WORDS = [
    "open",
    "geopend",
    "openingstijden",
    "opening hours",
    "hoe laat",
    "what time",
    "zondag",
    "sunday",
]
COMPLAINT_WORDS = [
    *["teleurgesteld", "slecht", "klacht", "koud", "te laat", "verkeerd*", "oud brood", "nooit meer"],
    *["disappointed", "terrible", "worst", "complaint", "refund", "stale", "rude", "never again"],
]
PRAISE_WORDS = [
    "heerlijk",
    "lekker",
    "mooi",
    "prachtig",
    "delicious",
    "beautiful",
    "love",
    "yummy",
    "amazing",
]


def _words(words: list[str], op: str = "any") -> dict[str, Any]:
    return {"type": "text", "op": op, "words": words}


RULES: list[tuple[str, str, dict[str, Any]]] = [
    (
        "Hide spam",
        "live",
        {
            "scope": {"kinds": ["comment"]},
            "conditions": {"any": [_words(SPAM_WORDS)]},
            "actions": [{"type": "hide"}, {"type": "label", "label": "spam"}, {"type": "resolve"}],
            "stop_processing": True,
        },
    ),
    (
        "Hide links of strangers",
        "live",
        {
            "scope": {"kinds": ["comment"]},
            "conditions": {"all": [{"type": "has_link", "value": True}]},
            "actions": [{"type": "hide"}, {"type": "label", "label": "link"}],
            "stop_processing": True,
        },
    ),
    (
        "Complaints go to a person",
        "live",
        {
            "conditions": {"any": [_words(COMPLAINT_WORDS)]},
            "actions": [
                {"type": "label", "label": "complaint"},
                {"type": "assign", "email": "demo@example.org"},
            ],
        },
    ),
    (
        "Answer price questions",
        "live",
        {
            "scope": {"kinds": ["comment"]},
            "conditions": {"all": [_words(PRICE_WORDS)], "none": [_words(COMPLAINT_WORDS)]},
            "actions": [
                {
                    "type": "reply",
                    "variants": [
                        "Dag {{contact.handle}}! Taarten zijn er vanaf 25 euro, je krijgt de prijslijst.",
                        "Hoi {{contact.handle}}, vanaf 25 euro. De hele prijslijst staat in je berichten!",
                        "Hi {{contact.handle}}! Our cakes start at 25 euros: see your messages for the list.",
                    ],
                },
                {
                    "type": "private_reply",
                    "variants": [
                        "Hier is onze prijslijst: klein 25, middel 32, groot 40 euro. "
                        "Small 25, medium 32, large 40 euros.",
                    ],
                },
                {"type": "label", "label": "price"},
            ],
            "limits": SOON,
        },
    ),
    (
        "Answer opening hours",
        "live",
        {
            "conditions": {"all": [_words(HOURS_WORDS)], "none": [_words(COMPLAINT_WORDS)]},
            "actions": [
                {
                    "type": "reply",
                    "variants": [
                        "We zijn open van dinsdag tot en met zaterdag, van 8 tot 17 uur.",
                        "Open: Tuesday to Saturday, 8 am to 5 pm. Tot snel!",
                    ],
                },
                {"type": "label", "label": "hours"},
            ],
            "limits": SOON,
        },
    ),
    (
        "Thank for praise",
        "suggest",
        {
            "scope": {"kinds": ["comment"]},
            "conditions": {"all": [_words(PRAISE_WORDS)], "none": [_words(COMPLAINT_WORDS)]},
            "actions": [
                {
                    "type": "reply",
                    "variants": ["Dank je wel, {{contact.handle}}!", "Thank you, {{contact.handle}}!"],
                },
            ],
        },
    ),
]

SAVED_REPLIES = {
    "Allergies": "Goede vraag! Op onze site staat per product wat erin zit. Noem gerust je allergie.",
    "Sorry": "Wat vervelend, dat hoort niet. Stuur je ons een bericht met wat er misging? We maken het goed.",
    "Thanks": "Dank je wel, daar doen we het voor!",
}

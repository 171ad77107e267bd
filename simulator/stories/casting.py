"""Made-up people: regulars who come back, passers-by, and spammers with throw-away names."""

from __future__ import annotations

from random import Random

# fmt: off
FIRST_NAMES = (
    "lotte", "sem", "noor", "daan", "julia", "bram", "sanne", "tim", "fleur", "jesse", "eva",
    "lars", "mila", "thijs", "roos", "ruben", "anouk", "koen", "iris", "stijn", "emma", "finn",
    "zoe", "luuk", "sara", "niels", "tess", "gijs", "maud", "pim", "amira", "youssef", "fatima",
    "bilal", "selin", "mehmet", "chloe", "oliver", "grace", "harry",
)
SUFFIXES = (
    ".bakt", "_v", ".nl", "_xx", ".eet", "_010", ".en.co", "_utrecht", ".dejong", "_bakker",
    ".foodie", "_020",
)
SPAM_NAMES = (
    "crypto_maria", "invest.daily", "easy_cash", "real.followers", "trade.with.kim", "bonus_finder",
    "luxe.life",
)
# fmt: on
SPAM_ACCOUNTS = 400


def customer(random: Random) -> str:
    """Somebody of the public; the first names come back far more often."""
    index = min(int(random.expovariate(1 / 12)), len(FIRST_NAMES) - 1)
    return FIRST_NAMES[index] + random.choice(SUFFIXES)


def passer_by(random: Random) -> str:
    """Somebody who was never seen before, most likely."""
    return f"{random.choice(FIRST_NAMES)}{random.choice(('.', '_'))}{random.randrange(1, 3000)}"


def spammer(random: Random) -> str:
    """One of a few hundred throw-away accounts."""
    return f"{random.choice(SPAM_NAMES)}_{random.randrange(SPAM_ACCOUNTS):03d}"

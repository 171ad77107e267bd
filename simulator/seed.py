"""The world on the first day: a Dutch bakery with a handful of posts."""

from __future__ import annotations

from simulator import ids
from simulator.model import AD, FEED, INSTAGRAM, REELS, WHATSAPP, Account, Post
from simulator.world import World

DEMO_USERNAME = "bakkerij.voorbeeld"
HOUR = 3600.0

# (product type, hours ago, likes, caption), oldest first so that ids grow with time.
POSTS = (
    (FEED, 149, 189, "Nieuwe openingstijden: dinsdag t/m zaterdag 7.30-17.30, zondag 9-13 uur."),
    (FEED, 97, 530, "Wedding season is here. Ask us about tasting boxes and delivery near you. 💍"),
    (FEED, 52, 268, "Zuurdesem duurt bij ons 36 uur. Geen haast, wel smaak. Wie komt er zaterdag?"),
    (REELS, 28, 2381, "Behind the scenes at 4 a.m.: how 300 croissants get their layers. Sound on! 🥐"),
    (AD, 20, 97, "Bestel je taart online, haal hem morgen op. Deze week gratis kaarsjes erbij! 🎂"),
    (FEED, 5, 412, "Vers uit de oven: onze aardbeientaart is terug! 🍓 Tot en met zondag, op is op."),
)
AD_TITLE = "Taartenweek"


def plant(world: World, *, now: float, token: str) -> Account:
    """Put the demo account and its posts into an empty world."""
    account = world.add_account(
        Account(
            id=world.new_id("account"),
            username=DEMO_USERNAME,
            name="Bakkerij Voorbeeld",
            token=token,
            self_scoped_id=world.new_id("person"),
            followers=8_214,
        )
    )
    _plant_posts(world, account, now=now)
    return account


def open_account(
    world: World, *, username: str, token: str, now: float, platform: str = INSTAGRAM
) -> Account:
    """A further brand, with the same posts under ids of its own."""
    name = username.replace(".", " ").replace("_", " ").title()
    account = Account(
        id=ids.for_account(world, platform),
        username=username,
        name=name,
        token=token,
        self_scoped_id=world.new_id("person"),
        platform=platform,
    )
    world.add_account(account)
    if platform != WHATSAPP:
        _plant_posts(world, account, now=now)
    return account


def _plant_posts(world: World, account: Account, *, now: float) -> None:
    first_id = ""
    for product_type, hours, likes, caption in POSTS:
        post = Post(
            id=ids.for_post(world, account),
            account_id=account.id,
            caption=caption,
            product_type=product_type,
            at=now - hours * HOUR,
            likes=likes,
        )
        first_id = first_id or post.id
        if product_type == AD:
            post.ad_id, post.ad_title, post.original_media_id = world.new_id("ad"), AD_TITLE, first_id
        world.add_post(post)

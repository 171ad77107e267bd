"""What the platforms count of a post, made up from its likes, and a picture of it."""

from __future__ import annotations

import struct
import zlib

from starlette.requests import Request
from starlette.responses import Response

from simulator.model import Post
from simulator.simulation import Simulation

SIZE = 64


def shares(post: Post) -> int:
    return post.likes // 17


def views(post: Post) -> int:
    return post.likes * 23


def reach(post: Post) -> int:
    return post.likes * 15


def comment_count(simulation: Simulation, post: Post) -> int:
    """All comments below a post, replies included."""
    found = simulation.world.comments_on(post.id)
    return sum(1 + len(simulation.world.replies_to(top.id)) for top in found)


def picture_url(simulation: Simulation, post: Post) -> str:
    """Where whoever asks finds the picture: at the address by which they reached us."""
    return f"{simulation.address}/pictures/{post.id}.png"


async def picture(request: Request) -> Response:
    """GET /pictures/{post}.png"""
    simulation: Simulation = request.app.state.simulation
    post = simulation.world.posts.get(request.path_params["post"])
    return Response(png(post.id), media_type="image/png") if post else Response(status_code=404)


def png(name: str) -> bytes:
    """Return a small picture, a blend of two colours that belong to the name.

    https://www.w3.org/TR/png-3/
    """
    mark = zlib.crc32(name.encode())
    first, second = (mark >> 8) & 0xFF, mark & 0xFF
    rows = bytearray()
    for y in range(SIZE):
        rows.append(0)  # no filter
        for x in range(SIZE):
            rows += bytes(((first + 2 * x) & 0xFF, (second + 2 * y) & 0xFF, 160))
    header = struct.pack(">IIBBBBB", SIZE, SIZE, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(bytes(rows))), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

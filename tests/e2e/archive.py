"""A thousand comments of three kinds, as a file that `import_feed` takes."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

PRAISE, COMPLAINT, QUESTION = "Prachtig", "Teleurgesteld", "Zit er noten in"
# How often of a hundred.
OFTEN = {PRAISE: 40, COMPLAINT: 35, QUESTION: 25}
SEED = 4


def write_archive(path: Path, stored: int) -> Path:
    """Write comments numbered from the newest, mixed by the seed."""
    kinds = random.Random(SEED).choices(list(OFTEN), [*OFTEN.values()], k=stored)
    now = datetime.now(UTC)
    rows = (
        {
            "external_id": f"s{number}",
            "author_handle": f"gast{number}",
            "post_id": f"post{number % 20}",
            "sent_at": (now - timedelta(minutes=number)).isoformat(),
            "text": f"{kind}, nummer {number}.",
        }
        for number, kind in enumerate(kinds)
    )
    path.write_text("\n".join(map(json.dumps, rows)))
    return path

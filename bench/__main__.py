"""Measure, print a table and write bench/results.json: `make bench`.

.venv/bin/python -m bench screens

measures the lists of the triage screen over 200,000 conversations, which takes minutes, and

.venv/bin/python -m bench keys

how long a key takes until its effect is painted. Their rows take the place of the earlier ones in the
results, the others stay.

.venv/bin/python -m bench faults --events 20000 --seed 1

measures nothing: it lets everything go wrong at random, and compares what the inbox holds with the truth.
"""

from __future__ import annotations

import json
import platform
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from bench import backtest, faults, keys, record, rules, screens

RESULTS = Path(__file__).parent / "results.json"


PARTS = {
    "": lambda: [*rules.run(), record.run(), backtest.run()],
    "screens": screens.run,
    "keys": keys.run,
}


def main(part: str) -> None:
    rows = PARTS[part]()
    table = Table("what", "measured", "target", "")
    for row in rows:
        table.add_row(
            row["name"],
            f"{row['value']:,} {row['unit']}" + (f" (p95 {row['p95']:,})" if "p95" in row else ""),
            f"{row['target']:,} {row['unit']}",
            "[green]met[/]" if row["ok"] else "[red]missed[/]",
        )
    Console().print(table)
    told = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "rows": [*_kept(rows), *rows],
    }
    RESULTS.write_text(json.dumps(told, indent=2) + "\n")


def _kept(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return what was measured earlier and not now."""
    told = json.loads(RESULTS.read_text())["rows"] if RESULTS.exists() else []
    names = {row["name"] for row in rows}
    return [row for row in told if row["name"] not in names]


if __name__ == "__main__":
    if sys.argv[1:2] == ["faults"]:
        sys.exit(faults.main(sys.argv[2:]))
    main(sys.argv[1] if len(sys.argv) > 1 else "")

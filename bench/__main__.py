"""Measure everything, print a table and write bench/results.json: `make bench`."""

from __future__ import annotations

import json
import platform
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench import backtest, record, rules

RESULTS = Path(__file__).parent / "results.json"


def main() -> None:
    rows = [*rules.run(), record.run(), backtest.run()]
    table = Table("what", "measured", "target", "")
    for row in rows:
        table.add_row(
            row["name"],
            f"{row['value']:,} {row['unit']}",
            f"{row['target']:,} {row['unit']}",
            "[green]met[/]" if row["ok"] else "[red]missed[/]",
        )
    Console().print(table)
    told = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "rows": rows,
    }
    RESULTS.write_text(json.dumps(told, indent=2) + "\n")


if __name__ == "__main__":
    main()

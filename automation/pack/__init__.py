"""The default pack: rules, word lists and saved replies to begin with, all in *suggest*.

`everyone.yaml` holds the rules for every language; each other file is one language. A rule or list that
stands in several files is one: their words and examples are put together.
"""

from automation.pack.install import install_pack, plan_pack
from automation.pack.joining import LANGUAGES, pack_file

__all__ = ["LANGUAGES", "install_pack", "pack_file", "plan_pack"]

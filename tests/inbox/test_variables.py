from __future__ import annotations

import pytest

from inbox.variables import check_variables, render


def test_it_fills_in_and_leaves_out_what_is_unknown():
    assert render("Hoi {{contact.name}}!", {"contact.name": "Lotte"}) == "Hoi Lotte!"
    assert render("Hoi {{ contact.name }}!", {}) == "Hoi !"


def test_a_name_cannot_turn_our_words_around():
    assert render("Hoi {{contact.name}}, dag", {"contact.name": "\u202eevil\u2066"}) == "Hoi evil, dag"


def test_a_value_is_never_read_as_a_template():
    assert (
        render("{{contact.name}}", {"contact.name": "{{post.title}}", "post.title": "x"}) == "{{post.title}}"
    )


@pytest.mark.parametrize("text", ["{{contact.nmae}}", "{{", "}}", "{{contact.name}", "{{a{{b}}}}"])
def test_it_refuses_what_is_no_variable(text):
    with pytest.raises(ValueError, match=r"variable"):
        check_variables(text)

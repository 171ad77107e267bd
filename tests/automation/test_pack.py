"""The default pack holds back insults, sends questions to a draft, and leaves criticism alone."""

from __future__ import annotations

from itertools import combinations

import pytest

from accounts.audit import SYSTEM
from automation.checker import check_rules
from automation.decide import decide_messages
from automation.engine.facts import Facts
from automation.engine.ruleset import RuleSpec, compile_rules
from automation.examples import check_examples
from automation.files import dump_rules, make_plan, parse_rules
from automation.models import Decision, Mode, Rule, RuleApplication, Suggestion, WordList
from automation.pack import LANGUAGES, install_pack, pack_file
from automation.pack.joining import _FOLDER
from automation.schema import MODERATES
from automation.services import archive_rule, change_rule, save_list
from inbox.models import Contact, SavedReply
from platforms.base import Author
from tests.factories import NOW, make_channel, make_message, make_workspace

PACK = pack_file(LANGUAGES)
CHOICES = [list(some) for size in range(1, 5) for some in combinations(LANGUAGES, size)]
# What only a person's profile tells: no text shows it.
WITHOUT_EXAMPLES = {"Abusive usernames"}
CRITICISM = [
    "Dit is de slechtste taart die ik ooit heb gegeten, veel te duur ook",
    "Wat een waardeloze klantenservice, verdomme",
    "Jullie liegen over de ingrediënten en dat weet je best",
    "Worst purchase of my life, do not buy this shit",
    "Your company lies to its customers and pays its people badly",
    "This is fucking expensive for such bad quality",
    "Der schlechteste Laden der Stadt, nie wieder",
    "Scheiß Qualität, das Geld nicht wert",
    "Ihr behandelt eure Leute schlecht, das weiß jeder",
    "Le pire service que j'ai jamais vu, fuyez",
    "C'est de la merde, rendez l'argent",
    "Vous mentez sur la composition, c'est honteux",
]
INNOCENT = [
    "Groeten uit Scunthorpe, Penistone en Essex",
    "Dick van Dyke en Dick Bruna zijn mijn helden",
    "Kun je ook met de fiets komen? Kutsjers rijden hier niet",
    "De klassieke assistent van de burgemeester",
    "Is it hell or shell? The therapist does not know",
    "My cocktail and my cockatoo, a class act from Sussex",
    "Der Arsenal-Fan fährt nach Wixhausen, es ist sehr hell",
    "Le train est en retard, la computation aussi",
    "J'ai acheté des habits et un petit bonsaï à Condom",
]


def matching(text: str) -> list[str]:
    ruleset = compile_rules(
        [RuleSpec(n, rule.name, rule.body()) for n, rule in enumerate(PACK.rules)], PACK.words
    )
    facts = Facts({"body": text}, {"kind": "comment"}, ruleset.index)
    return [rule.spec.name for rule in ruleset.rules if rule.ask(facts).value]


@pytest.mark.parametrize("languages", CHOICES, ids="-".join)
def test_it_is_green_and_sound_for_every_choice_of_languages(languages):
    pack = pack_file(languages)
    for rule in pack.rules:
        red = [result for result in check_examples(rule.body(), pack.words) if not result.is_met]
        assert not red, (rule.name, red)
    assert check_rules([(rule.name, rule.body(), rule.mode) for rule in pack.rules], pack.words) == []


@pytest.mark.parametrize("rule", PACK.rules, ids=lambda rule: rule.name)
def test_it_only_suggests_and_shows_by_examples_what_it_means(rule):
    assert rule.mode == Mode.SUGGEST
    if rule.name in WITHOUT_EXAMPLES:
        return
    is_of_one_language = rule.name.endswith(tuple(f"({language})" for language in LANGUAGES))
    assert len(rule.examples.match) >= (2 if is_of_one_language else 4)
    assert len(rule.examples.no_match) >= 2


@pytest.mark.parametrize("name", ["everyone", *LANGUAGES])
def test_it_is_kept_as_an_export_would_write_it(name):
    written = (_FOLDER / f"{name}.yaml").read_text(encoding="utf-8")
    comments = "".join(line for line in written.splitlines(keepends=True) if line.startswith("#"))
    assert comments + dump_rules(parse_rules(written.encode())) == written


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_knows_enough_insults_of_each_severity(language):
    profanity = next(words for words in PACK.lists if words.name == "Profanity")
    severities = [entry.severity for entry in profanity.entries if entry.language == language]
    assert len(severities) >= 60
    assert all(severities.count(severity) >= 15 for severity in (1, 2, 3))
    assert all(entry.language in LANGUAGES for entry in profanity.entries)


@pytest.mark.parametrize("text", CRITICISM + INNOCENT)
def test_it_hides_neither_criticism_nor_innocent_names(text):
    moderating = {rule.name for rule in PACK.rules if rule.body().types & MODERATES}
    assert not set(matching(text)) & moderating


def test_it_never_drafts_an_answer_to_a_complaint():
    body = next(rule for rule in PACK.rules if rule.name == "Complaints to a person").body()
    assert body.stop_processing
    assert not body.types & {"reply", "private_reply", "suggest_reply"}


@pytest.mark.django_db
def test_it_installs_once_and_keeps_what_people_changed():
    workspace = make_workspace()
    first = install_pack(workspace, ["nl"], SYSTEM)
    assert {step.verb for step in first.steps} == {"create"}
    assert not Rule.objects.exclude(mode=Mode.SUGGEST).exists()
    assert install_pack(workspace, ["nl"], SYSTEM).is_empty

    rule = Rule.objects.get(name="Hold insults and slurs")
    body = rule.version.parsed().model_copy(update={"stop_processing": True})
    change_rule(rule, body=body, mode=Mode.SHADOW, by=SYSTEM)
    archive_rule(Rule.objects.get(name="Praise in words"), by=SYSTEM)
    SavedReply.objects.filter(name="Price (nl)").update(text="Vanaf 25 euro.")
    save_list(workspace, name="Praise", entries=[{"text": "gaaf", "language": "nl"}], by=SYSTEM)
    assert install_pack(workspace, ["nl"], SYSTEM).is_empty

    second = install_pack(workspace, ["nl", "de"], SYSTEM)
    assert "Price question (de)" in {step.name for step in second.steps}
    rule.refresh_from_db()
    assert (rule.mode, rule.version.parsed()) == (Mode.SHADOW, body)
    assert not Rule.objects.filter(name="Praise in words", is_archived=False).exists()
    assert SavedReply.objects.get(name="Price (nl)").text == "Vanaf 25 euro."
    praise = WordList.objects.get(name="Praise").version.entries
    assert [entry["text"] for entry in praise if entry["language"] == "nl"] == ["gaaf"]
    assert any(entry["language"] == "de" for entry in praise)
    assert install_pack(workspace, ["nl", "de"], SYSTEM).is_empty


@pytest.mark.django_db
def test_it_refuses_a_language_that_it_has_not():
    with pytest.raises(LookupError, match="xx"):
        install_pack(make_workspace(), ["nl", "xx"], SYSTEM)
    assert make_plan(make_workspace(), pack_file(["nl"])).steps


def decided(channel, text: str, **fields) -> Decision:
    message = make_message(channel, text, **fields)
    decide_messages([message.pk], now=NOW)
    return Decision.objects.get(message=message)


@pytest.mark.django_db
def test_it_suggests_for_strangers_and_leaves_colleagues_and_approved_authors_alone():
    channel = make_channel()
    install_pack(channel.workspace, LANGUAGES, SYSTEM)
    decision = decided(channel, "Wat ben jij een klootzak")
    assert [result["name"] for result in decision.results] == ["Hold insults and slurs"]
    assert decision.outcome == Decision.Outcome.SUGGESTED
    asked = decided(channel, "Wat kost deze taart?", author=Author("17", handle="jan"))
    assert [result["name"] for result in asked.results] == ["Price question (nl)"]
    assert Suggestion.objects.filter(message=asked.message).exists()

    Contact.objects.update(is_approved=True)
    held = decided(channel, "Wat ben jij een klootzak")
    assert held.results[0]["acts"][0]["reason"] == "approved_author"
    Contact.objects.update(is_approved=False, is_team=True)
    assert decided(channel, "Wat ben jij een klootzak").reason == "own_account"
    assert not RuleApplication.objects.filter(calls__isnull=False).exists()


@pytest.mark.django_db
def test_it_drafts_no_answer_for_an_abusive_name():
    channel = make_channel()
    install_pack(channel.workspace, LANGUAGES, SYSTEM)
    decision = decided(channel, "Wat kost deze taart?", author=Author("18", handle="fuckyou_88"))
    assert [result["name"] for result in decision.results] == ["Abusive usernames"]
    spared = decided(channel, "Wat kost deze taart?", author=Author("19", handle="catering_nazira"))
    assert [result["name"] for result in spared.results] == ["Price question (nl)"]

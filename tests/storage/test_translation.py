"""Editions that nobody declares: a family of sites in eight languages, as the Bbabo family is."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta

from extraction.article import Article, Image, Language, Moment, Precision
from storage.archive import Archive
from storage.families.translation import traits_of
from storage.records import SiteFacts, Visit
from tests.storage.samples import HOUR, NOW, article, visit

LANGUAGES = ("fr", "en", "de", "es", "pl", "tr", "ru", "zh")
SCRIPTS = {"ru": "абвгдежзиклмнопрстуфхцчшыэюя", "zh": "的一是不了人我在有他这中大来上国个到说们"}
STORIES = 24


def lexicon(language: str) -> list[str]:
    dice = random.Random(f"words of {language}")
    letters = SCRIPTS.get(language, "abcdefghijklmnoprstuvwyz")
    return ["".join(dice.choices(letters, k=dice.randint(2, 9))) for _ in range(800)]


WORDS = {language: lexicon(language) for language in LANGUAGES}


def story(number: int) -> list[Visit]:
    """One story in most languages: pictures and numbers stay, names in Latin scripts, times nearly."""
    dice = random.Random(number)
    numbers = [str(dice.randint(10, 99_999)) for _ in range(dice.randint(3, 8))]
    names = [
        "".join(dice.choices("bcdfglmnprst", k=1) + dice.choices("aeioulnrst", k=6)).title() for _ in range(4)
    ]
    stock = dice.random() < 0.2  # a picture from the shelf, which other stories show too
    picture = f"/images/{'flag' if stock else f'{dice.getrandbits(40):x}'}.jpg"
    spoken = [code for code in LANGUAGES if dice.random() < 0.85]
    return [edition(number, code, numbers, names, picture, dice) for code in spoken]


def edition(
    number: int, code: str, numbers: list[str], names: list[str], picture: str, dice: random.Random
) -> Visit:
    words = WORDS[code]
    kept = names if code not in SCRIPTS else []
    lines = []
    for _ in range(5):
        line = [dice.choice(words) for _ in range(30)]
        for mark in [dice.choice(numbers), *dice.sample(kept, min(2, len(kept)))]:
            line.insert(dice.randint(2, 28), mark)
        lines.append(" ".join(line) + ".")
    lines.append(f"{dice.choice(words)} {', '.join(numbers)}.")
    at = NOW + timedelta(minutes=9 * number + dice.randint(0, 90))
    url = f"https://bbabo.example/{code}/news/{number}-{dice.choice(words)}"
    read: Article = replace(
        article(url, title=f"{dice.choice(words)} {number % 7}", lead=None, body=tuple(lines)),
        images=(Image(f"https://bbabo.example{picture}"),),
        published=Moment(at, Precision.MINUTE, "text", None),
        language=Language(code, 0.9, "cld2"),
        tags=(), authors=(), editions=(),
    )  # fmt: skip
    return visit(read, at + HOUR, site=f"bbabo-{code}")


def test_editions_are_found_by_what_translation_keeps(archive: Archive) -> None:
    archive.enrol([SiteFacts(f"bbabo-{code}", f"https://www.bbabo.example/{code}/") for code in LANGUAGES])
    truth: dict[int, int] = {}
    told = [(number, made) for number in range(STORIES) for made in story(number)]
    for (number, _), outcome in zip(told, archive.store([made for _, made in told]), strict=True):
        assert outcome.article_id is not None
        truth[outcome.article_id] = number
    archive.pair_editions(NOW)
    found = {article.id: article.edition_group or article.id for article in archive.search()}
    right, said, due = agreement(truth, found)
    assert right / said >= 0.98
    assert right / due >= 0.98
    assert archive.pair_editions(NOW) == 0


def agreement(truth: dict[int, int], found: dict[int, int]) -> tuple[int, int, int]:
    """Pairs that are right, pairs that were told, pairs that there are."""
    keys = sorted(truth)
    both = [(a, b) for n, a in enumerate(keys) for b in keys[:n]]
    told = [pair for pair in both if found[pair[0]] == found[pair[1]]]
    due = [pair for pair in both if truth[pair[0]] == truth[pair[1]]]
    return len(set(told) & set(due)), len(told), len(due)


def test_numbers_are_read_in_any_script_and_spelling() -> None:
    texts = ["It cost 12,500 in all", "Cela coûte 12.500 en tout", "в целом 12\u00a0500", "بتكلفة ١٢٥٠٠"]
    assert {traits_of(text, ()) for text in texts} == {frozenset({("number", "12500")})}


def test_names_keep_their_stem_and_lose_their_accents() -> None:
    one = traits_of("said Vladimir Poutinë yesterday", ())
    assert one == traits_of("hat Vladimiro, Poutine gesagt", ())


def test_sites_of_other_owners_are_never_paired(archive: Archive) -> None:
    first, second = story(1)[:2]
    away = replace(second, site="harbour")
    archive.enrol([SiteFacts(first.site, "https://www.bbabo.example/fr/")])
    archive.store([first, away])
    assert archive.pair_editions(NOW) == 0

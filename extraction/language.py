"""What language a text is in, and how sure that is; ``und`` where nothing can be said.

"auto" asks the cheapest thing that can know: a script that one language owns, then CLD2 for a long
text. Where that is unsure, and for a short text, three detectors vote as a logarithmic pool, with
what the page declares as a prior, and close languages are told apart by letters and function words.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from extraction.article import Language
from extraction.languages import close_languages, scripts
from extraction.languages.detectors import (
    CLD2,
    DETECTORS,
    FASTTEXT,
    PY3LANGID,
    Detector,
    Guesses,
    normal,
    windows,
)

UNDETERMINED = "und"
RULES = "auto 1"

MIN_LETTERS = 8
DENSE = re.compile(
    "[\u0e00-\u0eff\u1100-\u11ff\u3040-\u9fff\uac00-\ud7af]"
)  # scripts where a letter says more
ADDRESS_MARKS = ("://", "www.", "@", "#", ".jp", ".png", ".gif", ".pdf", ".htm")
NOT_WORDS = re.compile(r"\w+://\S+|www\.\S+|[@#]\w+|\w+@\w+\.\w+|\w+\.(?:jpe?g|png|gif|pdf|html?)\b")
TOKEN = re.compile(r"[A-Za-z0-9_./-]*[0-9][A-Za-z0-9_./-]*|[^\W\d_]+")

MIDDLING, LONG = 150, 600  # characters, from which CLD2 alone decides when it is sure
QUITE_SURE, SURE = 0.97, 0.35  # of the text, when CLD2 calls itself reliable
AGREED = 0.7  # of the text, where the page declares the very language, of a text of any length
VOTING_SAMPLE = 400


@dataclass(frozen=True, slots=True)
class LanguageHints:
    """What the page and its site say of the language, as written there; all may be missing."""

    html_lang: str | None = None
    og_locale: str | None = None
    in_language: str | None = None
    hreflang_self: str | None = None
    content_language: str | None = None
    site_lang: str | None = None


def _codes(codes: str) -> frozenset[str]:
    return frozenset(codes.split())


@dataclass(frozen=True, slots=True)
class _Voter:
    """How a detector counts in the pool: its weight, and what it gives a language that it did not name."""

    detector: Detector
    weight: float
    floor: float
    stranger: float  # log-probability of a language that it does not know
    unknown: frozenset[str]


VOTERS = (
    _Voter(CLD2, 1.0, 0.01, -4.6, frozenset()),
    _Voter(PY3LANGID, 1.5, 0.003, -2.2, _codes("mi tn ts ceb co gn haw ny sd su ti wo yi rm rn")),
    _Voter(
        FASTTEXT, 1.2, 0.01, -2.2,
        _codes("ha haw ig lg ln mi nso ny om rn rw sn st ti tn to ts wo xh zu"),
    ),
)  # fmt: skip
REST = 0.1  # of the probability that a doubtful detector leaves, what each language that it did not name gets
TEMPERATURE = 3.7  # the voters' weights together: they are no independent witnesses

# Languages that hardly any press writes in; detectors name them for short texts full of names.
RARE = _codes(
    "an arz ast bar bcl eml ext fuv gcf gcr gug guw hbo grc ia ie io jbo kab kha kik lij lmo ltg mfe nah nap"
    " nds pcm pfl pms sco scn tlh vec vls vo wa war xal crs se"
)
DOUBTFUL = RARE | close_languages.SOUTH_SLAVIC  # in which CLD2 alone is not believed
DOUBTFUL_MIDDLING = DOUBTFUL.union({"en"}, *close_languages.GROUPS)
RARE_PENALTY = 2.0
MARK = 0.9  # what each letter or word costs that a close language has and this one lacks

# A declared language other than English was set by someone who knew; "en" is many templates' default.
DECLARED = {
    "html_lang": 4.5, "hreflang_self": 4.5, "in_language": 3.0, "content_language": 3.0, "og_locale": 3.0,
    "site_lang": 3.0,
}  # fmt: skip
DECLARED_ENGLISH = 0.4
MAX_PRIOR = 7.5
KNOWN = _codes(  # ISO 639-1, and the languages of the press without such a code
    "af am ar as az ba be bg bn bo br bs ca ckb co cs cy da de dv el en eo es et eu fa ff fi fo fr fy"
    " ga gd gl gn gu ha he hi hr ht hu hy id ig is it iu ja jv ka kk kl km kn ko ku ky la lb lg ln lo"
    " lt lv mg mi mk ml mn mr ms mt my ne nl nn no nso ny oc om or pa pap pl ps pt qu rm rn ro ru rw"
    " sa sc sd se si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt ug uk ur"
    " uz ve vi wo xh yi yo zh zu"
)

FAMILY = "sr"  # stands for Bosnian, Croatian and Serbian until they are told apart
FAMILY_VOTES = ((0.9, 0.3), (0.3, 0.02), (0.2, 0.05))  # weight and floor of each voter among the three
FAMILY_SAMPLE = 5000  # characters whose words are weighed for them
CONTEST = 6.0  # a language this far behind is out of the question
CYRILLIC = re.compile("[\u0430-\u045f]{3}")


def detect(text: str, hints: LanguageHints | None = None, detector: str = "auto") -> Language:
    """The language of a text.

    ``detector``: "auto" or one of :data:`extraction.languages.detectors.DETECTORS`; hints serve "auto" only.
    The same text and hints give the same answer in every thread and process.
    """
    addressed = len(text) < LONG and any(mark in text for mark in ADDRESS_MARKS)
    words = NOT_WORDS.sub(" ", text) if addressed else text  # a long text drowns them
    if _letters(words) < MIN_LETTERS:
        return Language(UNDETERMINED, 0.0, RULES if detector == "auto" else DETECTORS[detector].name)
    if detector == "auto":
        return _automatic(words, _prior(hints) if hints else {})
    chosen = DETECTORS[detector]
    code, confidence = next(iter(chosen.guess(text)), (UNDETERMINED, 0.0))
    return Language(code, min(confidence, 1.0), chosen.name)


def _letters(text: str) -> int:
    """Letters in words without digits, those of dense scripts three times; no more than are needed."""
    count = 0
    for match in TOKEN.finditer(text):
        token = match[0]
        if not token[-1].isdigit() and token.isalpha():
            count += len(token) + 2 * len(DENSE.findall(token))
        if count >= MIN_LETTERS:
            break
    return count


def _automatic(text: str, prior: Mapping[str, float]) -> Language:
    owner = scripts.owner(text)
    if owner == "zh":
        return _chinese(text)
    if owner:
        return Language(owner, 0.99, RULES)
    guesses = CLD2.guess(text)
    code, confidence = next(iter(guesses), (UNDETERMINED, 0.0))
    declared = next(iter(prior), "") if len(prior) == 1 else ""
    agreed = _agreed(guesses, declared)
    if agreed >= AGREED:
        return Language(declared, agreed, f"{RULES}, {CLD2.name}")
    if len(text) >= MIDDLING:
        enough, doubtful = (SURE, DOUBTFUL) if len(text) >= LONG else (QUITE_SURE, DOUBTFUL_MIDDLING)
        if confidence >= enough and code not in doubtful:
            return Language(code, confidence, f"{RULES}, {CLD2.name}")
    sample = windows(text, VOTING_SAMPLE, 2)
    if close_languages.is_papiamento(sample):
        return Language("pap", 0.9, RULES)
    return _vote(text, sample, prior)


def _agreed(guesses: Guesses, declared: str) -> float:
    """The share of a text that CLD2 gives to the declared language; of Bosnian, Croatian and Serbian,
    which it may divide a text among, the page knows better."""
    family = close_languages.SOUTH_SLAVIC
    same = family if declared in family else {declared} - DOUBTFUL
    return min(sum(share for code, share in guesses if code in same), 1.0)


def _chinese(text: str) -> Language:
    """Traditional or simplified, which CLD2 tells by the characters."""
    code = next((code for code, _ in CLD2.guess(text) if code.startswith("zh")), "zh")
    return Language(code, 0.99, f"{RULES}, {CLD2.name}")


@lru_cache(maxsize=1024)
def _prior(hints: LanguageHints) -> Mapping[str, float]:
    """What the declarations add to each language's logarithmic score; a site's pages declare the same."""
    prior: dict[str, float] = defaultdict(float)
    for name, weight in DECLARED.items():
        written = getattr(hints, name)
        code = normal(written).partition("-")[0] if written else UNDETERMINED
        if code in KNOWN:
            prior[code] += DECLARED_ENGLISH if code == "en" else weight
    return {code: min(weight, MAX_PRIOR) for code, weight in prior.items()}


# ---- the vote

Ballot = dict[str, float]


def _vote(text: str, sample: str, prior: Mapping[str, float]) -> Language:
    ballots = [_ballot(voter.detector.guess(sample)) for voter in VOTERS]
    families = [_families(ballot) for ballot in ballots]
    expected = _families(prior)
    codes = expected.keys() | {code for family in families for code in family}
    if not codes:
        return Language(UNDETERMINED, 0.0, RULES)
    scores = {code: _pooled(code, families) + expected.get(code, 0.0) for code in sorted(codes)}
    for code, lack in close_languages.lacking(sample, _leading(scores)).items():
        scores[code] -= MARK * lack
    best, confidence = _chosen(scores, TEMPERATURE)
    if best == FAMILY and not CYRILLIC.search(sample):
        best, share = _chosen(_within_family(text[:FAMILY_SAMPLE], ballots, prior), 1.0)
        confidence *= share
    return Language(best, confidence, _electorate())


def _ballot(guesses: Guesses) -> Ballot:
    """A detector's guesses without scripts and regions, shares of one language added up."""
    ballot: Ballot = defaultdict(float)
    for code, confidence in guesses:
        ballot[code.partition("-")[0]] += confidence
    return ballot


def _families(ballot: Mapping[str, float]) -> Ballot:
    """The same with Bosnian, Croatian and Serbian as one language."""
    folded: Ballot = defaultdict(float)
    for code, share in ballot.items():
        folded[FAMILY if code in close_languages.SOUTH_SLAVIC else code] += share
    return folded


def _pooled(code: str, ballots: Iterable[Ballot]) -> float:
    score = -RARE_PENALTY if code in RARE else 0.0
    for voter, ballot in zip(VOTERS, ballots, strict=True):
        knows = code not in voter.unknown
        rest = REST * max(1.0 - sum(ballot.values()), 0.0)
        score += voter.weight * (
            math.log(ballot.get(code, 0.0) + voter.floor + rest) if knows else voter.stranger
        )
    return score


def _leading(scores: Mapping[str, float]) -> list[str]:
    """The languages that are still in question."""
    best = max(scores.values())
    return [code for code, score in scores.items() if score > best - CONTEST]


def _within_family(text: str, ballots: Iterable[Ballot], prior: Mapping[str, float]) -> dict[str, float]:
    """Scores of Bosnian, Croatian and Serbian: words and letters first, detectors where those are silent."""
    scores = close_languages.south_slavic(text)
    for (weight, floor), ballot in zip(FAMILY_VOTES, ballots, strict=True):
        for code in scores:
            scores[code] += weight * math.log(ballot.get(code, 0.0) + floor)
    return {code: score + prior.get(code, 0.0) for code, score in scores.items()}


def _chosen(scores: Mapping[str, float], temperature: float) -> tuple[str, float]:
    """The best code and its share of the probability."""
    best = max(sorted(scores), key=scores.__getitem__)
    total = sum(math.exp((score - scores[best]) / temperature) for score in scores.values())
    return best, 1 / total


@cache
def _electorate() -> str:
    return ", ".join((RULES, *(voter.detector.name for voter in VOTERS)))

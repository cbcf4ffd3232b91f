"""Short news in many scripts, made up here, that the search tests look through; newest last."""

# ruff: noqa: E501 - wide letters count double
from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from extraction.article import Article, Block, Kind, Language, Moment, Precision
from storage.archive import Archive
from storage.records import Fate, SiteFacts, Visit
from tests.storage.samples import NOW

START = datetime(2022, 1, 30, 8, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Story:
    """One article; ``key`` is how the tests name it, and the end of its address."""

    key: str
    language: str
    title: str
    lead: str
    body: str
    site: str = "world"
    section: str | None = None
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()

    @property
    def url(self) -> str:
        return f"https://{self.site}.example/{self.key}"


STORIES = (
    Story("fr-drills", "fr", "Exercices militaires près de la frontière", "L'Ukraine s'inquiète.",
          "Des troupes sont arrivées pour des exercices militaires communs.\nLe président a dénoncé, en vain, "
          "« une ligne rouge » franchie.", "montagne", "Actualités internationales",
          ("Jeanne Dupont", "Paul Martin"), ("défense", "Ukraine")),
    Story("fr-single", "fr", "Un exercice militaire annulé", "Faute de neige.",
          "L'exercice militaire prévu dans le Bas-Rhin n'aura pas lieu, selon l'arrêté du préfet.", "montagne",
          "Régions", ("Martin Dupont",), ("neige",)),
    Story("de-street", "de", "Straßenbau in München", "Die Straße bleibt gesperrt.",
          "Die Häuser an der Leopoldstraße sind leer.\nDer Bürgermeister spricht von einer „neuen Ära“.",
          section="Lokales", authors=("Jürgen Groß",), tags=("Verkehr",)),
    Story("en-storm", "en", "Storm hits harbour town", "Naïve hopes of a mild winter are over.",
          "The mayor's office counted 1,250 broken windows; don't go out, officials said. It's 🔥 for the media.",
          section="World news", authors=("Mary Quay",), tags=("weather", "climate change")),
    Story("es-vote", "es", "Elecciones en la región", "Votaron más de mil niños.",
          "Las elecciones regionales terminaron sin sorpresas; el niño de la urna durmió.", tags=("clima",)),
    Story("ru-drill", "ru", "Учения в Белоруссии", "Ещё один день учений.",
          "Военные учения начались утром. Йод раздали всем жителям.", authors=("Анна Ёлкина",)),
    Story("uk-word", "uk", "П’ять сіл без світла", "Їжаки прокинулись.", "У п'яти селах немає світла з ранку."),
    Story("el-fire", "el", "Φωτιά στην Αθήνα", "Οι δρόμοι έκλεισαν.", "Ο πρωθυπουργός μίλησε για την Αθήνα."),
    Story("ar-talks", "ar", "أحمد يبدأ المحادثات", "الرئيس في القاهرة", "قالَ الرئيسُ إن المُحادثات بدأت في ١٢ فبراير"),
    Story("fa-river", "fa", "رودخانه خشک می‌شود", "کمبود آب", "مردم می‌خواهند آب بیشتری داشته باشند."),
    Story("he-army", "he", 'צה"ל מסר הודעה', "ירושלים", "דובר צה״ל אמר כי שָׁלוֹם הוא המטרה."),
    Story("hi-rain", "hi", "दिल्ली में बारिश", "सड़कें बंद", "दिल्ली की सड़कों पर पानी भर गया।"),
    Story("zh-games", "zh-Hans", "北京冬奥会开幕", "国家体育场座无虚席", "中国人民期待已久的盛会开幕。iPhone发布会推迟。"),
    Story("zh-trad", "zh-Hant", "臺北地震", "規模五點二", "中央氣象局表示，臺北市民感受到明顯搖晃。"),
    Story("ja-train", "ja", "新幹線が遅れる", "東京駅で混雑", "ﾄﾗﾌﾞﾙのため、東京都内のダイヤが乱れた。がんばれ。"),
    Story("ko-talks", "ko", "한국 대통령이 연설", "서울에서", "대통령은 경제정책을 설명했다. 북한은 반발했다."),
    Story("th-flood", "th", "น้ำท่วมกรุงเทพมหานคร", "ข่าวด่วน", "นายกรัฐมนตรีกล่าวว่าจะช่วยเหลือประชาชน"),
    Story("lo-road", "lo", "ເປີດທາງລົດໄຟ", "ນະຄອນຫຼວງວຽງຈັນ", "ທາງລົດໄຟລາວຈີນເປີດໃຫ້ບໍລິການ"),
    Story("km-rice", "km", "តម្លៃស្រូវឡើងថ្លៃ", "ភ្នំពេញ", "កសិករនៅបាត់ដំបងសប្បាយចិត្ត"),
    Story("my-news", "my", "ရန်ကုန်မြို့ သတင်း", "မြန်မာ", "ရန်ကုန်မြို့တွင် မိုးသည်းထန်စွာ ရွာသွန်းခဲ့သည်"),
    Story("tr-isi", "tr", "Isı dalgası İstanbul'da", "Sıcaklık rekoru", "İstanbul’da ısı rekoru kırıldı."),
    Story("vi-bridge", "vi", "Cầu mới ở Đà Nẵng", "Thành phố mở cửa", "Đường phố đông người."),
    Story("pl-zloty", "pl", "Złoty mocniejszy", "Łódź świętuje", "Kurs złotego wzrósł o 2,5 proc."),
    Story("und-x", "und", "AB-12/2022", "C-3PO", "Ref. 12/2022."),
)  # fmt: skip
SITES = [SiteFacts("world", "https://world.example/"), SiteFacts("montagne", "https://montagne.example/")]


def day(key: str) -> datetime:
    """When a story was published: one each two days and three hours."""
    return START + next(n for n, story in enumerate(STORIES) if story.key == key) * timedelta(days=2, hours=3)


def visit(story: Story, at: datetime = NOW, **changes: str) -> Visit:
    """A visit that finds the story."""
    read = Article(
        url=story.url,
        kind=Kind.ARTICLE,
        kind_reason="made up",
        title=changes.get("title", story.title),
        lead=story.lead,
        blocks=tuple(Block(line) for line in changes.get("body", story.body).splitlines()),
        authors=story.authors,
        section=story.section,
        tags=story.tags,
        published=Moment(day(story.key), Precision.MINUTE, "json-ld", 0),
        language=Language(story.language, 0.9, "made up"),
        extractor="made up",
    )
    return Visit(story.site, story.url, Fate.ARTICLE, at, final_url=story.url, status=200, article=read)


def fill(archive: Archive) -> None:
    """All stories, then one revised and two gone."""
    archive.enrol(SITES)
    archive.store([visit(story) for story in STORIES])
    later = NOW + timedelta(days=1)
    storm = next(story for story in STORIES if story.key == "en-storm")
    archive.store(
        [visit(storm, later, body="The mayor's office apologised. Nothing was broken, officials said.")]
    )
    gone = [
        Visit(s.site, s.url, Fate.GONE, later, status=410)
        for s in STORIES
        if s.key in ("uk-word", "ko-talks")
    ]
    archive.store(gone)

"""Languages that detectors mistake for each other, told apart by letters and function words.

The marks are common knowledge of the languages: letters that a neighbour does not write and short
words that it says otherwise. They weigh in only between neighbours.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cached_property

GROUPS = (
    frozenset(("cs", "sk")),
    frozenset(("da", "no", "nn", "sv")),
    frozenset(("ru", "uk", "be", "bg", "mk", "sr")),
    frozenset(("es", "gl", "ca", "pt")),
    frozenset(("id", "ms")),
    frozenset(("xh", "zu")),
    frozenset(("st", "tn")),
    frozenset(("ar", "fa", "ur")),
    frozenset(("af", "nl")),
)
MAX_MARKS = 3  # of one language in one text: more say nothing new

SOUTH_SLAVIC = frozenset(("bs", "hr", "sr", "sh"))


class Marks:
    """Letters anywhere and whole words; ``*`` stands for any ending. Most crawls never look for most."""

    def __init__(self, letters: str = "", words: str = "") -> None:
        self._letters, self._words = letters, words

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The marks as one pattern, of lower-case text."""
        alternatives = [f"[{self._letters}]"] if self._letters else []
        if self._words:
            alternatives.append(rf"\b(?:{'|'.join(self._words.split())})\b".replace("*", r"\w*"))
        return re.compile("|".join(alternatives))

    def findall(self, text: str) -> list[str]:
        """All of them in a lower-case text."""
        return self.pattern.findall(text)


MARKS: Mapping[str, Marks] = {
    "cs": Marks(
        "řůě",
        "jsem jsme jsou který která které byl při pro jako také není bude až ještě jeho než už",
    ),
    "sk": Marks(
        "ľŕĺôä",
        "som sme sú ktorý ktorá ktoré bol pri pre ako tiež nie bude až ešte jeho než už vo zo",
    ),
    "da": Marks(
        words="af ikke hvad meget også efter fra blev mig dig sig selv mellem nogle siger mod kunne skulle"
        " haft været hvordan hvornår uden kun igen år"
    ),
    "no": Marks(
        words="av ikke hva mye også etter fra ble meg deg seg selv mellom noen sier mot kunne skulle hatt"
        " vært hvordan når uten bare igjen"
    ),
    "nn": Marks(words="ikkje eg me dei frå vart kva korleis noko nokon berre også blei vore eit ein meir"),
    "sv": Marks(
        "äö",
        "av inte och är vad mycket också efter från blev mig dig sig mellan några säger mot",
    ),
    "ru": Marks(
        "ёъыэ",
        "что как это его или для если только чтобы был были она они после также который",
    ),
    "uk": Marks(
        "їєґ",
        "що як це його або для якщо тільки щоб був були вона вони після також який та із від",
    ),
    "be": Marks(
        "ў",
        "што як гэта яго або для калі толькі каб быў былі яна яны пасля таксама які і з ад",
    ),
    "bg": Marks(words="че как това го или за ако само да беше са тя те след също който и от със във ще"),
    "mk": Marks(
        "ќѓѕ",
        "дека како ова го или за ако само да беше се таа тие по исто кој и од со во ќе на",
    ),
    "sr": Marks(
        "ђћ",
        "да како ово га или за ако само је био су она они после такође који и од са у ће",
    ),
    "es": Marks(
        "ñ",
        "el los y en con una por más lo pero sus le ya fue este sí porque entre cuando muy sin sobre"
        " ser también hasta hay donde",
    ),
    "gl": Marks(
        words="o os e en cun unha por máis pero seus lle xa foi este si porque entre cando moi sen sobre"
        " ser tamén ata hai onde non na nos dos das ao aos unha coa pola polo xunta"
    ),
    "ca": Marks(
        words="el els i en amb una per més però seus li ja va aquest sí perquè entre quan molt sense sobre"
        " ser també fins hi on no dels les als amb són"
    ),
    "pt": Marks(
        "ãõ",
        "o os e em com uma por mais mas seus lhe já foi este sim porque entre quando muito sem sobre"
        " ser também até há onde não na nos dos das ao aos pelo pela",
    ),
    "id": Marks(
        words="bisa karena bahwa anda uang kantor mobil saat jika sangat dari presiden polisi rp ia menteri"
        " kota ingin bulan tahun sudah kalau itu"
    ),
    "ms": Marks(
        words="kerana bahawa awak wang pejabat kereta ialah iaitu daripada sahaja polis rm beliau kerajaan"
        " negeri hendaklah ahad isnin selasa malaysia"
    ),
    "xh": Marks(words="kwaye kunye ukuba apho xa ilizwe abantu uthi wathi ngo nge umntu kwi kwa ngoko lo*"),
    "zu": Marks(
        words="futhi kanye ukuthi lapho uma izwe abantu uthi wathi ngo nge umuntu ku kwa* ngakho lo*"
    ),
    "st": Marks(words="hore ho ha ka le bona hona haholo hae hape"),
    "tn": Marks(words="gore go ga ka le bone gone thata gagwe gape jaaka mme kgotsa di"),
    "ar": Marks(
        "ةأإىي",
        "في من على إلى أن التي الذي هذا",
    ),
    "fa": Marks(
        "پچژگیک",
        "در از به که این است را با آن برای",
    ),
    "ur": Marks(
        "ٹڈڑےںھہ",
        "میں کے کی ہے سے اور نے کو کا پر",
    ),
    "af": Marks(words="die en is nie van het wat sy hulle ek ons vir met 'n"),
    "nl": Marks(words="de en is niet van het wat zijn ze ik ons voor met een"),
}

EKAVIAN = Marks(
    words="pre posle gde ovde negde uvek vreme mest[oau]* deca dece deci reč* lep* bel[aoei]* svet"
    " svet[aue] svetsk* ver[auoe] veruj* već[ae] sednic* izveštaj* nasled* sled* sused* mer[aeu]"
    " tel[oau] del[oau] deo dve obe pobed* uspe[hšo]* primer* smer* promen* cen[aeu] rek[aeu]"
    " mlek* hleb* nedelj* sred[aeu] poslednj* sledeć* verovatn* zahtev* odelj* razume* živeo"
    " živel[aieo] želeo želel* hte[ol]* vide[ol]* vole[ol]* srećn* čovek* gre[hš]* rešen* reši*"
    " reša* ubeđ* obezbe* bezbedn* savet* vest vesti zvezd* pesm* pesnik* mese[cč]* leto osmeh*"
    " zaplen* odne* umesto uteh* sedišt* seća* sredin* vredn* vred[ei]* povred* dete det[ei]* ceo"
    " cel[aueo]* ocen* procen* nemačk* nemac razmen* primen* zamen* izmen* namer* usme* predsed*"
    " proleć* razreš* premešt* ume[st]* svedo* obavešt* obavest* sprovo* sproved* sprečav*"
    " opredel* raspode*"
)
IJEKAVIAN = re.compile(
    r"[bcdmpstvzrf]je[a-zčćšžđ]|[bcdlmpstvzr]ije[dklmnpsčtšvž][a-zčćšžđ]"
    r"|\b(?:prije|poslije|gdje|ovdje|negdje|uvijek|dio|dvije|obje|riječ\w*|djec\w*)\b"
)
SERBIAN = Marks(
    words="istorij* hemij* opšt* uopšte saopšt* vazduh* avgust* takođe obezbeđ* bezbednost* sprovo*"
    " opštin* sveštenik* ćerk* srećn*"
)
EASTERN = Marks(  # said in Bosnian and Serbian, otherwise in Croatian
    words="šta ko neko niko svako tokom hiljad* evrop* univerzitet* pozorišt* muzik* muzič* fudbal*"
    " finansij* takmič* saradnj* sistem* januar* februar* april* septemb* oktob* novemb* decemb*"
    " porodic* ambasad* nezavisn* upotreb* saobraćaj* računar* ostrv* spisak* spisk* sedmic*"
    " nauk[aeuo]* nauč* \\w{3,}ova[olt]\\w{0,3} \\w{3,}isa[nolt]\\w{0,3} advokat* fabrik* odbran*"
    " pasoš* budžet* kompanij* tačk* tačn* učestv* učešć* uslov* ličn* štamp* sprat* talas*"
    " podrška penzij* plat[aeu] sudij* odsto procen[at]* lekar* ljekar* lider* trk[aeu] grešk*"
    " sopstven* uprkos tužila[cš]* prečnik* njen[aeiou]* sa\\s[^sšzž\\d\\W]*"
)
BOSNIAN = Marks(
    words="historij* lahk* mehk* kahv* hljeb* saopć* sedmic* august* općin* juna jula juni juli"
    " vjerovatn* bosansk* uposlen* uposli*"
)
CROATIAN = Marks(
    words="tko netko nitko svatko itko europ* tisuć* tjed* siječ* veljač* ožuj* travnj* svibnj* lipnj*"
    " srpnj* kolovoz* ruj[an]* listopad* studen* prosin* sveučiliš* kazališ* zrakoplov* nogomet*"
    " glazb* povijes* točn* točk* izvješ* tvrt* surad* sustav* vlak\\w{0,3} ravnatelj* tijekom"
    " unatoč glede sukladno stožer* središ* financij* natje* postrojb* priopć* neovisn* uporab*"
    " promet* otok* odvjetni* djelatni* veleposlan* računal* primjerice vjerojatn* obitelj*"
    " znanost* znanstv* uvjet* osob[nea]* tiskov* dužnosni* proračun* tvornic* sudjel*"
    " \\w{3,}ira[ton]\\w{0,3} opć* zasig* skladatelj* pojedin* nazoč* izravn* utjec* utječ*"
    " pozorn* čimben* stupanj stupn* dojam dojm* ukup* popis* kriterij* uspored* voditelj*"
    " povjerenstv* potpor* prosudb* razin* unaprijed kav[aeu] čelni[kc]* njezin* golem* plać[aeu]*"
    " diljem posto liječni* istodobn* srbijansk* obvez[aeu]* mirovin* nuž[an]* zaslon* utr[kc]*"
    " pogreš[kc]* sudac sudaca suca sucu sucima tajni[kc]* natječaj* tisk* podup* promica* hrđ*"
    " s\\s(?!obzirom)[bcčdfghjklmnprtv]*"
)
DA_CLAUSE = re.compile(
    r"\b(?:treba|mora|može|želi|hoće|neće|mogu|žele|trebalo|moraju|mogao|nastoji|odlučio|pokuš\w+|planira\w*|će)"
    r"\s+da\b"
)


PAPIAMENTO = Marks(  # no detector knows it, and its words are its own
    words="tabata hende hendenan awor aworaki esaki esey unda riba siman prome mester hopi tambe kaba"
    " ningun nan gobièrnu djis djei mainta atardi kiko dikon"
)


def is_papiamento(text: str) -> bool:
    """Whether a text has at least three different words of Papiamento."""
    return len(set(PAPIAMENTO.findall(text.lower()))) >= 3


def lacking(text: str, codes: Iterable[str]) -> dict[str, int]:
    """For each of ``codes`` with a neighbour among them, how many marks fewer than that it has here."""
    present = frozenset(codes)
    lower = text.lower()
    lack: dict[str, int] = {}
    for group in GROUPS:
        close = sorted(group & present)
        counts = [min(len(MARKS[code].findall(lower)), MAX_MARKS) for code in close] if len(close) > 1 else []
        lack |= {code: max(counts) - count for code, count in zip(close, counts, strict=False)}
    return lack


def south_slavic(text: str) -> dict[str, float]:
    """How much a text in Latin script speaks for Bosnian, Croatian and Serbian, as log-odds.

    The reflex of yat (ekavian "mesto", ijekavian "mjesto") sets most Serbian apart; words and the
    clause with "da" where Croatian has an infinitive do the rest.
    """
    lower = text.lower()
    patterns = (EKAVIAN, SERBIAN, IJEKAVIAN, EASTERN, CROATIAN, BOSNIAN, DA_CLAUSE)
    ekavian, serbian, ijekavian, east, west, bosnian, clause = (len(p.findall(lower)) for p in patterns)
    yat = _balance(ekavian + 2 * serbian, ijekavian)
    eastern = _balance(east, west)
    bosnian, clause = min(bosnian, 2), min(clause, 2)
    return {
        "sr": 2.3 * yat + eastern + 1.5 * clause,
        "hr": -max(yat, 0.0) - 1.3 * eastern - 0.5 * bosnian - clause,
        "bs": -0.8 * max(yat, 0.0) + 0.9 * eastern + 1.7 * bosnian - clause,
    }


def _balance(one: int, other: int) -> float:
    """From -3 (all ``other``) to 3 (all ``one``), nearer to 0 where there is little of both."""
    return MAX_MARKS * (one - other) / max(one + other, MAX_MARKS)

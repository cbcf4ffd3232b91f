"""What a page answered with 200 says where an article was: that it was withdrawn, that nothing is there.

Only asked of pages at a kept article's address that hold no article, or next to no text: there these phrases
are notices of the site's. They name a page or an article first, so that a headline about something else that
was not found is none. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice

from extraction.article import Article
from extraction.document import Document
from extraction.text import text_of

NOTHING_HERE = frozenset((404, 410))  # statuses that say that there is nothing (any more)
SHORT = 400  # characters of text up to which a page may be a notice that its article is gone
SAYING = 40  # headings and paragraphs of such a page that are read
LONGEST = 200  # characters of a notice
THING = (
    "article|page|story|content|post|item|artikel|seite|beitrag|inhalt|página|artículo|"
    "noticia|contenido|articolo|pagina|notizia|contenuto|artigo|notícia|conteúdo|bericht|"
    "strona|artykuł|страниц|стать|материал|публикаци|новост|сторінк|sayfa|haber|içerik|المقال|"
    "الصفحة|页面|文章|頁面|ページ|記事|페이지|기사|sidan|siden|sivu|stránka|článek|oldal|cikk|σελίδα|"
    "άρθρο"
)
GONE = (
    r"not (be )?found", r"no longer (be )?(available|exists?|online|here)", "unavailable",
    "not available", r"(does not|doesn.t) exist", "removed", "withdrawn", "deleted", "taken down",
    "retracted", "unpublished", "introuvable", r"n.existe (pas|plus)", "plus disponible",
    "supprimée?", "retirée?", "dépubliée?", r"nicht (mehr )?(gefunden|verfügbar|vorhanden)",
    "existiert nicht", "entfernt", "gelöscht", "zurückgezogen", r"no (se ha )?encontrad[oa]",
    "no existe", r"no (está )?disponible", r"eliminad[oa]", r"retirad[oa]", r"non trovat[oa]",
    r"non (è )?(più )?disponibile", "non esiste", r"rimoss[oa]", r"eliminat[oa]", r"ritirat[oa]",
    r"não (foi )?encontrad[oa]", "não existe", "indisponível", r"removid[oa]", r"excluíd[oa]",
    r"niet (meer )?(gevonden|beschikbaar)", "bestaat niet", "verwijderd", "ingetrokken",
    r"nie (została? )?znalezion[oya]", "nie istnieje", r"usunięt[yae]",
    r"не (был[ао]? )?найден[ао]?", "не существует", r"удал[её]н[ао]?", r"снят[ао]? с публикации",
    r"не знайдено?", r"видален[ао]?", "bulunamadı", "kaldırıl(dı|mış)", "غير موجود", "غير متوفر",
    "حذف", "سحب", "不存在", "已删除", "已刪除",
    "找不到", "未找到", "見つかりません", "削除", "存在しません", "찾을 수 없", "삭제",
    "hittades inte", "tagits bort", "ikke (fundet|funnet)", "slettet", "fjernet", "ei löydy",
    "poistettu", "nenalezena?", "smazána?", "nem található", "törölt", "δεν βρέθηκε",
)  # fmt: skip
NOTICE = re.compile(
    rf"^\W*(error |erreur |fehler |errore? )?4(04|10)\b"
    rf"|^\W*({'|'.join(GONE)})"
    rf"|(?:\b|(?<=[^a-z]))({THING}).{{0,60}}?({'|'.join(GONE)})"
    rf"|(can.t|cannot|couldn.t|could not) find (the|that|this) (page|article|story)",
    re.IGNORECASE,
)


def notice_of(document: Document, article: Article) -> str | None:
    """What a page with next to no text says of its article's removal."""
    if article.kind.is_article and len(article.body) > SHORT:
        return None
    said = notice(
        text_of(element) for element in islice(document.root.iter("title", "h1", "h2", "p"), SAYING)
    )
    return f"says: {said}" if said else None


def notice(texts: Iterable[str]) -> str | None:
    """The first of a page's headings and paragraphs that says that its article is gone."""
    return next((text for text in texts if 0 < len(text) <= LONGEST and NOTICE.search(text)), None)

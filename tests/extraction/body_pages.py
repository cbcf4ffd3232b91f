"""Generated news pages: an article in simple markup with the furniture that real sites put around it."""

from __future__ import annotations

from html import escape

from extraction.article import Page
from extraction.document import Document

TITLE = "La ville rouvre son vieux pont après trois ans de travaux"
_TEXT = """\
Le pont de pierre a été rendu aux piétons samedi matin, sous la pluie. La maire a salué un chantier
long, parfois contesté, mais mené à son terme.

# Un chantier plus long que prévu

Les premiers sondages, en mars, avaient montré que deux des cinq piles reposaient sur du sable. Il a
fallu reprendre les fondations une par une, à l'abri d'un batardeau.

« Nous avons trouvé des pieux de chêne du quinzième siècle, encore sains », raconte Hélène Marchais, qui
dirigeait l'équipe des archéologues.

La crue de janvier a emporté une partie des échafaudages. Personne n'a été blessé, mais le calendrier a
glissé de quatre mois.

# Des commerçants partagés

Rue des Tanneurs, la réouverture est attendue avec impatience. Le chiffre d'affaires y a baissé d'un
tiers, selon l'association des commerçants.

Certains regrettent pourtant que les voitures ne reviennent pas. La municipalité promet un bilan dans un
an et n'exclut pas de revoir le plan de circulation.

Un marché nocturne est annoncé pour la fin du mois de juin, avec une quarantaine d'exposants venus de
toute la région.
"""
LEAD, *_REST = (" ".join(paragraph.split()) for paragraph in _TEXT.split("\n\n"))
BODY = tuple(_REST)
BACK = "Retour aux actualités »"


def document(html: str, url: str = "https://example.org/fr/ville/pont-rouvert") -> Document:
    """A page, parsed."""
    return Document.parse(Page(url, html.encode(), headers={"content-type": "text/html; charset=utf-8"}))


def wanted() -> list[str]:
    """The blocks that a reading of :func:`article` must give."""
    return [LEAD, *(line.removeprefix("# ") for line in BODY)]


def article(heading: str = "h3", back: str = f"<p>{BACK}</p>", stated: bool = True, extra: str = "") -> str:
    """An article in the markup of a common content management system, its title said again at the end,
    a line back to the news between its parts, ``extra`` after it."""
    parts = [f"<p>{escape(LEAD)}</p>"]
    for number, line in enumerate(BODY):
        if line.startswith("# "):
            parts += [back] * bool(number) + [_heading(heading, line.removeprefix("# "))]
        else:
            parts.append(f"<p>{escape(line)}</p>")
    head = f'<meta property="og:title" content="{escape(TITLE)}"><meta property="og:type" content="article">'
    return f"""<html lang="fr"><head><title>{TITLE} - Le Quai</title>{head * stated}</head><body>
<div id="header"><a href="/">Le Quai</a><ul class="menu">{links("Rubrique", 12)}</ul></div>
<div class="item-page" itemscope itemtype="https://schema.org/Article">
<div class="page-header"><h1 itemprop="headline">{TITLE}</h1></div>
<dl class="article-info"><dd class="published">Publié le 4 février 2022</dd></dl>
<div itemprop="articleBody">{"".join(parts)}{back}<p>{TITLE}</p></div>{extra}
<ul class="pager"><li><a href="/avant">Précédent</a></li></ul></div>
<div class="moduletable"><h3>Dernières nouvelles</h3>
<ul>{links("Une autre nouvelle du jour, numéro", 9)}</ul></div>
<div class="footer"><p>© 2022 Le Quai. Tous droits réservés.</p></div></body></html>"""


def _heading(tag: str, text: str) -> str:
    return f"<p><strong>{text}</strong></p>" if tag == "strong" else f"<{tag}>{text}</{tag}>"


def links(label: str, count: int) -> str:
    """A list of links."""
    return "".join(f'<li><a href="/fr/{number}">{label} {number}</a></li>' for number in range(count))


def listing(stated: bool = False) -> str:
    """A front page: headlines and one line each."""
    head = '<meta property="og:type" content="website">' * stated
    cards = "".join(
        f'<div class="card"><h2><a href="/fr/a{n}">Une nouvelle de la journée, la numéro {n}</a></h2>'
        f"<p>Quelques mots pour la nouvelle {n}.</p></div>"
        for n in range(30)
    )
    return (
        f"<html><head><title>Actualités - Le Quai</title>{head}</head><body><ul>{links('Rubrique', 12)}</ul>"
        f"<h1>Actualités</h1>{cards}<p>© 2022 Le Quai</p></body></html>"
    )

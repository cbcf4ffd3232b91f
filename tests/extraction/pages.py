"""Pages written for the tests: small, and each with one thing to tell."""

from __future__ import annotations

from html import escape
from pathlib import Path

from extraction.article import Page

DUMP = Path(__file__).parent.parent / "seed" / "000_4d53b3de30f343ae.txt"
SUBHEADINGS = (
    "Troupes russes en Biélorussie",
    "Renforcer les frontières avec l'Ukraine",
    "Ligne destructrice de l'Occident",
    "Préoccupations de l'OTAN",
)


def page(html: str, url: str = "https://news.example/2024/05/17/a-story", **more: object) -> Page:
    """A page with this markup."""
    return Page(url, html.encode(), **more)  # type: ignore[arg-type]


def article(
    head: str = "", body: str = "", title: str = "Council votes to rebuild the old harbour bridge"
) -> str:
    """A plain article page with more in its head and body."""
    text = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)
    return (
        f"<html lang=en><head><title>{title} - The Example</title>{head}</head><body><main><article>"
        f"<h1>{title}</h1>{body}{text}</article></main></body></html>"
    )


SENTENCES = (
    "The council voted on Thursday to rebuild the old harbour bridge, after years of debate about its cost.",
    "Work is to begin in spring, and the bridge will be closed to all traffic for eighteen months.",
    "Shopkeepers on both sides of the river fear for their trade and ask the city for help.",
    "The mayor said that a ferry would run every ten minutes, free of charge, until the bridge opens again.",
)


def seed_page() -> str:
    """The owner's article in the markup of its family, with the damage that machine translation leaves."""
    _, section, title, lead, *rest = [
        part.strip() for part in DUMP.read_text("utf-8").split("\n\n") if part.strip()
    ]
    rows = [f'<p class = "lead" ><strong>{escape(lead)}</ strong></p>']
    for part in rest[:-1]:
        if part in SUBHEADINGS:
            rows.append(f"<p><strong>{escape(part)}</strong></p>")
        elif part.startswith("Retour"):
            rows.append(f'<p><a href="/fr/">{escape(part)}</a></p>')
        else:
            rows.append(f'<p style = "text-align: justify;" >{escape(part)}</ p>')
    return f"""<!DOCTYPE html><html lang="fr-fr"><head><meta charset="utf-8">
      <meta property="og:site_name" content="Bbabo NET"><title>{escape(title)} - Bbabo NET</title></head>
      <body class="site com_content"><ul class="nav menu"><li><a href="/fr/">Accueil</a></li></ul>
      <ul class="breadcrumb"><li><a href="/fr/">Accueil</a></li><li><a href="/fr/news/">{section}</a></li>
      <li class="active">{escape(title)}</li></ul>
      <div class="item-page" itemscope itemtype="https://schema.org/Article">
      <div class="page-header"><h2 itemprop="headline">{escape(title)}</h2></div>
      <dl class="article-info"><dd class="category-name"><a href="/fr/news/">{section}</a></dd>
      <dd class="create"><time datetime="2022-02-04T08:15:00+03:00">04.02.2022 08:15</time></dd></dl>
      <div itemprop="articleBody">{"".join(rows)}<p>{escape(title)}</p></div>
      <ul class="pager pagenav"><li><a href="/fr/news/1">Précédent</a></li></ul></div>
      <footer><p>© 2022 Bbabo NET. Tous droits réservés.</p></footer></body></html>"""

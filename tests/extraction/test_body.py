"""Reading the body of generated pages."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extraction.article import BlockKind, Page
from extraction.body import read_body, says_nothing, text_hash
from extraction.document import Document
from tests.extraction.body_pages import BACK, BODY, LEAD, TITLE, article, document, links, wanted

NEWSLETTER = """<div class="newsletter-box"><h4>Notre lettre du matin</h4>
<p>Recevez chaque matin les nouvelles de la ville dans votre boîte.</p>
<form><input name="email"><button>Je m'abonne</button></form></div>"""
COMMENTS = """<div id="comments"><h3>2 commentaires</h3><div class="comment">
<p>Enfin ! Je passais par là tous les matins avant les travaux, ça va changer la vie du quartier.</p></div>
<div class="comment"><p>Et les vélos, on en parle quand ? Rien de prévu, comme toujours.</p></div></div>"""
RELATED = f"""<div class="related"><h4>À lire aussi</h4>
<ul>{links("Un sujet voisin de la ville, volet", 4)}</ul></div>"""
SHELL = "<html><head><title>{}</title></head><body><div id=app></div><script>__DATA__={}</script></body>"


def lines(html: str, **given_: object) -> list[str]:
    return [block.text for block in read_body(document(html), **given_).blocks]  # type: ignore[arg-type]


@pytest.mark.parametrize("heading", ["h2", "h3", "strong"])
@pytest.mark.parametrize("back", [f"<p>{BACK}</p>", f'<p><a href="/fr/">{BACK}</a></p>'])
@pytest.mark.parametrize("stated", [True, False])
def test_an_article_comes_out_exactly(heading, back, stated):
    assert lines(article(heading, back, stated)) == wanted()


@pytest.mark.parametrize("extra", [NEWSLETTER, COMMENTS, RELATED])
def test_furniture_after_the_text_stays_out(extra):
    assert lines(article(extra=extra)) == wanted()


def test_a_calendar_is_no_text():
    days = "".join(f"<td>{day}</td>" for day in ("M", "D", "M", "D", "F", "S", "S", *range(1, 31)))
    assert lines(article(extra=f"<table><tr>{days}</tr></table>")) == wanted()


def test_kinds_of_blocks():
    html = article().replace(
        f"<p>{BODY[2].replace(chr(39), '&#x27;')}</p>", f"<blockquote><p>{BODY[2]}</p></blockquote>"
    )
    kinds = {block.text: block.kind for block in read_body(document(html)).blocks}
    assert kinds[LEAD] is BlockKind.PARAGRAPH
    assert kinds["Des commerçants partagés"] is BlockKind.SUBHEADING
    assert kinds[BODY[2]] is BlockKind.QUOTE


POST = """<blockquote class="twitter-tweet"><p>Enfin ! <a href="https://pic.example/1">pic.example/1</a></p>
&mdash; Quai (@quai) <a href="https://posts.example/quai/1">4 février 2022</a></blockquote>"""


class Doubtful:
    """A model that believes long blocks, and short ones hardly."""

    names = ("words",)

    def __init__(self, short=0.2):
        self.short = short

    def probability(self, matrix):
        return np.where(matrix[:, 0] < 5, self.short, 0.95)


def test_a_heading_between_two_paragraphs_of_the_text_is_text_however_unlikely():
    story = "The council agreed to mend the pier before the summer, said members {}."
    a, b, c = map(story.format, "abc")
    inner = f"<h2>Goal</h2><p>{a}</p><h3>Half-time</h3><p>{b}</p><p>Share this</p><p>{c}</p><h3>More</h3>"
    html = f"<body><h1>Pier</h1><div>{inner}</div></body>"
    reading = read_body(Document.parse(Page("https://x.example/a", html.encode())), model=Doubtful())
    kept = [block.text for block in reading.blocks]
    assert kept == [a, "Half-time", b, c]
    assert reading.blocks[1].kind is BlockKind.SUBHEADING


@pytest.mark.parametrize(("chance", "held"), [(0.2, []), (0.3, ["Later"])])
def test_a_heading_below_a_picture_is_text_if_not_too_unlikely(chance, held):
    story = "The council agreed to mend the pier before the summer, said members {}."
    a, b = map(story.format, "ab")
    picture = "<figure><img src=p.jpg><figcaption>The pier</figcaption></figure>"
    inner = f"<h2>Before</h2><p>{a}</p>{picture}<h3>Later</h3><p>{b}</p><p>Share this</p><h3>More</h3>"
    html = f"<body><h1>Pier</h1><div>{inner}</div></body>"
    reading = read_body(Document.parse(Page("https://x.example/a", html.encode())), model=Doubtful(chance))
    assert [block.text for block in reading.blocks] == [a, *held, b]


def test_a_post_in_the_text_is_a_quote_of_it():
    inside = article().replace("<p>La crue", f"{POST}<p>La crue")
    kinds = {block.text: block.kind for block in read_body(document(inside)).blocks}
    assert kinds["Enfin ! pic.example/1"] is kinds["— Quai (@quai) 4 février 2022"] is BlockKind.QUOTE
    assert lines(article(extra=f"<div class=timeline>{POST}</div>")) == wanted()


@pytest.mark.parametrize(
    "unread", ['<div class="visually-hidden">Texte de l’article</div>', "<p>Publicité</p>", "<p>Werbung:</p>"]
)
def test_what_nobody_reads_is_no_text(unread):
    inside = article().replace("<p>La crue", f"{unread}<p>La crue")
    assert unread in inside
    assert lines(inside) == wanted()


def test_items_of_a_list_in_the_text_are_items():
    items = "".join(f"<li>{text}</li>" for text in (
        "la reprise des deux piles du milieu, achevée au printemps ;",
        "le remplacement du parapet, en pierre de la même carrière ;",
        "la pose d'un éclairage bas, éteint entre minuit et cinq heures.",
    ))  # fmt: skip
    html = article().replace("<p>Certains regrettent", f"<ul>{items}</ul><p>Certains regrettent")
    found = [block.kind for block in read_body(document(html)).blocks]
    assert found.count(BlockKind.ITEM) == 3


def test_dropped_texts_are_those_of_the_site():
    drop = frozenset([text_hash(BODY[1].upper())])
    assert BODY[1] not in lines(article(), drop=drop)
    assert len(lines(article(), drop=drop)) == len(wanted()) - 1


def test_a_named_container_is_all_that_is_read():
    page = document(article(extra=COMMENTS))
    (container,) = page.root.xpath('//*[@itemprop="articleBody"]')
    assert [block.text for block in read_body(page, container=container).blocks] == wanted()


def test_a_standfirst_is_told_apart_and_opens_the_body():
    html = article().replace('<dl class="article-info">', f'<p class="standfirst">{LEAD}</p><dl>', 1)
    reading = read_body(document(html))
    assert reading.lead == LEAD
    assert [block.text for block in reading.blocks] == wanted()


def test_text_that_only_scripts_carry_is_rescued():
    text = "".join(f"<p>{line}</p>" for line in wanted())
    data = json.dumps({"page": {"id": 7, "contentHtml": text}})
    html = SHELL.format(TITLE, data)
    reading = read_body(document(html))
    assert reading.rescued
    assert {line for line in wanted() if len(line) > 40} <= {block.text for block in reading.blocks}


@pytest.mark.parametrize(
    "pattern", [{"text": "{}"}, {"children": [{"text": "{}"}]}, {"data": {"html": "<p>{}</p>"}}]
)
def test_paragraphs_that_only_scripts_list_are_rescued(pattern):
    """As editors' blocks give them; teasers of other stories beside, whatever they hold."""
    shape = json.dumps({"type": "paragraph"} | pattern)
    blocks = [json.loads(shape.replace("{}", line)) for line in wanted()]
    other = "The text of another story. " * 40
    teasers = [{"title": f"Story {n}", "slug": f"s-{n}", "body": other} for n in range(9)]
    data = json.dumps({"props": {"article": {"blocks": blocks}, "related": teasers}})
    reading = read_body(document(SHELL.format(TITLE, data)))
    assert reading.rescued
    assert {line for line in wanted() if len(line) > 40} <= {block.text for block in reading.blocks}
    assert not any("another story" in block.text for block in reading.blocks)


def test_lines_about_the_article_are_not_its_text():
    about = ("Propos recueillis par Lucie Marchand", "Publié le 9 mai 2026", "Samedi 9 mai 2026, 18:15")
    notice = "Update, 11 mai 2026 : le pont est ouvert aux cyclistes."
    said = "".join(f"<p>{line}</p>" for line in (*about, notice))
    html = article().replace(f"<p>{LEAD}", f"{said}<p>{LEAD}", 1)
    texts = [block.text for block in read_body(document(html), authors=("Lucie Marchand",)).blocks]
    assert not set(about) & set(texts)


def test_the_stated_article_body_is_the_last_resort():
    stated = json.dumps({"@type": "NewsArticle", "headline": TITLE, "articleBody": "\n".join(wanted())})
    html = (
        f'<html><head><script type="application/ld+json">{stated}</script></head><body><p>…</p></body></html>'
    )
    reading = read_body(document(html))
    assert reading.rescued
    assert [block.text for block in reading.blocks] == wanted()


def test_a_page_without_text_has_no_body():
    reading = read_body(document("<html><body></body></html>"))
    assert (reading.blocks, reading.words, reading.lead) == ((), 0, None)


def test_reading_twice_gives_the_same():
    assert read_body(document(article())) == read_body(document(article()))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Retour aux actualités »", True),
        ("Zurück zur Übersicht ›", True),
        ("← Back to the news", True),
        ("Til baka í fréttir →", True),
        ("« Nous sommes prêts »", False),
        ("Le ministre a répondu : « Non »", False),
        ("The end of the road", False),
        ("* * *", True),
        ("___", True),
        ("– – – 1", False),
        ("ราคา", False),
    ],
)
def test_lines_that_only_divide_or_lead_elsewhere(text, expected):
    assert says_nothing(text) is expected


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_damaged_pages_never_raise(data):
    body = bytearray(article(extra=COMMENTS).encode())
    for _ in range(data.draw(st.integers(0, 40))):
        body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(body)))
    reading = read_body(Document.parse(Page("https://example.org/a", bytes(body[:cut]))))
    assert all(block.text.strip() for block in reading.blocks)
    assert 0 <= reading.confidence <= 1

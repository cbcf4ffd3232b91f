"""The Bbabo family: machine-translated news in language editions, in Joomla-like markup.

The facts are inferred from public scripts of the family, not from live pages: whatever finds
nothing falls back to the general reader. The visible time is that of insertion, not of publication.
"""

from extraction.overrides import Layout, Override

ITEM = "//div[contains(concat(' ', normalize-space(@class), ' '), ' item-page ')]"
BACK_TO_NEWS = (
    "Retour aux actualités »",
    "Back to news »",
    "Zurück zu den Nachrichten »",
    "Volver a las noticias »",
    "Torna alle notizie »",
    "Voltar às notícias »",
    "Назад к новостям »",
    "Haberlere dön »",
)

OVERRIDE = Override(
    hosts=("bbabo.net",),
    site_name="Bbabo NET",
    layouts=(
        Layout(
            title=(
                f"{ITEM}//*[@itemprop='headline' or @itemprop='name'][self::h1 or self::h2]",
                f"{ITEM}//h1",
            ),
            body=(f"{ITEM}//*[@itemprop='articleBody']",),
            section=(
                f"{ITEM}//*[contains(@class, 'category-name')]//a",
                "//*[contains(@class, 'breadcrumb')]//li[last() - 1]//a",
            ),
            published=(
                f"{ITEM}//*[contains(@class, 'create') or contains(@class, 'published')]//time",
                f"{ITEM}//time",
            ),
            drop=(
                ".//ul[contains(@class, 'pager')]",
                ".//*[contains(@class, 'social') or contains(@class, 'banner')]",
            ),
            drop_texts=BACK_TO_NEWS,
            date_source="insertion",
        ),
    ),
)

"""The time zone that a site most likely lives in, where nothing on its pages tells: by its country's domain,
else by a language that is at home in one zone.

Left out are countries with clocks of many zones (.us, .ca, .au), domains that are sold all over the world
(.co, .me, .tv) and languages of several parts of it (English, Spanish, Arabic). One zone stands for all that
have kept the same time for years.
"""

from __future__ import annotations

from urllib.parse import urlsplit

HOMES = (  # zone, domains, languages
    ("Europe/London", "uk ie pt", "cy ga gd"),
    (
        "Europe/Berlin",
        "ad al at ba be ch cz de dk es fr hr hu it li lu mc mk mt nl no pl rs se si sk sm xk cat eus gal",
        "bs ca cs da de eu gl hr hu it lb mk mt nb nl nn no pl sk sl sq sr sv",
    ),
    ("Europe/Athens", "bg cy ee fi gr lt lv md ro ua", "bg el et fi lt lv ro uk"),
    ("Europe/Istanbul", "tr", "tr"),
    ("Europe/Moscow", "by ru su", "be ru"),
    ("Africa/Cairo", "eg", ""),
    ("Africa/Casablanca", "ma", ""),
    ("Africa/Johannesburg", "bw mw mz rw za zm zw", "af rw st tn xh zu"),
    ("Africa/Lagos", "ao bj cm dz ga ng tn", "ha ig yo"),
    ("Africa/Nairobi", "et ke tz ug", "am lg so sw ti"),
    ("Asia/Baku", "az", "az"),
    ("Asia/Bangkok", "id kh th vn", "id jv km lo su th vi"),
    ("Asia/Beirut", "lb", ""),
    ("Asia/Dhaka", "bd", ""),
    ("Asia/Dubai", "ae om", ""),
    ("Asia/Jerusalem", "il", "he"),
    ("Asia/Kabul", "af", "ps"),
    ("Asia/Karachi", "pk", ""),
    ("Asia/Kathmandu", "np", "ne"),
    ("Asia/Kolkata", "in lk", "as gu hi kn ml mr or si te"),
    ("Asia/Riyadh", "bh iq jo kw qa sa sy ye", ""),
    ("Asia/Shanghai", "bn cn hk mo my ph sg tw", "ceb fil ms tl zh"),
    ("Asia/Tashkent", "kz tj tm uz", "kk tg tk uz"),
    ("Asia/Tbilisi", "ge", "hy ka"),
    ("Asia/Tehran", "ir", "fa"),
    ("Asia/Tokyo", "jp kr", "ja ko"),
    ("Asia/Yangon", "mm", "my"),
    ("America/Argentina/Buenos_Aires", "ar uy", ""),
    ("America/Bogota", "ec pa pe", ""),
    ("America/Caracas", "bo do ve", ""),
    ("America/Costa_Rica", "cr gt hn ni sv", ""),
    ("America/Havana", "cu", ""),
    ("America/Mexico_City", "mx", ""),
    ("America/Santiago", "cl", ""),
    ("America/Sao_Paulo", "br", ""),
    ("Pacific/Auckland", "nz", "mi"),
)
_OF_DOMAIN = {domain: zone for zone, domains, _ in HOMES for domain in domains.split()}
_OF_LANGUAGE = {language: zone for zone, _, languages in HOMES for language in languages.split()}


def likely_zone(url: str, language: str | None) -> str | None:
    """The name of a zone for a page at this address in this language (BCP 47); None where several are as
    likely."""
    domain = (urlsplit(url).hostname or "").rpartition(".")[2]
    return _OF_DOMAIN.get(domain) or _OF_LANGUAGE.get((language or "").partition("-")[0])

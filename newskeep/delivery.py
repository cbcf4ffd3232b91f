"""What alerts tell, sent: by mail, or to a webhook. An error leaves everything untold, for the next time."""

from __future__ import annotations

import json
import smtplib
from collections.abc import Sequence
from email.message import EmailMessage
from http.client import HTTPException
from typing import TYPE_CHECKING
from urllib.error import URLError
from urllib.parse import SplitResult, unquote, urlsplit
from urllib.request import Request, urlopen

if TYPE_CHECKING:
    from storage.records import StoredArticle

SECONDS = 30.0  # for a server to answer
PORTS = {"smtp": 25, "smtps": 465}


class DeliveryError(Exception):
    """It could not be sent; the message says where to and why."""


class NoAddressError(DeliveryError):
    """What was given is no address to send to."""


def mail_server(address: str) -> SplitResult:
    """The parts of ``smtp://[user:password@]host[:port]`` or ``smtps://...``."""
    parts = urlsplit(address)
    if parts.scheme not in PORTS or not parts.hostname:
        what = parts.scheme or address
        raise NoAddressError(f"{what}: expected smtp://[user:password@]host[:port], or smtps://")
    return parts


def webhook(address: str) -> SplitResult:
    """The parts of an http or https address."""
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise NoAddressError(f"{address}: expected an http or https address")
    return parts


def letter(search: str, articles: Sequence[StoredArticle], sender: str, to: str) -> EmailMessage:
    """The mail that tells what a saved search found."""
    mail = EmailMessage()
    count = len(articles)
    mail["Subject"] = f"{' '.join(search.split())}: {count} new article{'' if count == 1 else 's'}"
    mail["From"], mail["To"] = sender, to
    mail.set_content("\n".join(f"{it.title or '(no title)'}\n{it.site}\n{it.url}\n" for it in articles))
    return mail


def mail(message: EmailMessage, server: str) -> None:
    """Send a mail through ``smtp://[user:password@]host[:port]`` (STARTTLS where there is a user) or
    ``smtps://...``."""
    parts = mail_server(server)
    kind = smtplib.SMTP_SSL if parts.scheme == "smtps" else smtplib.SMTP
    try:
        with kind(parts.hostname or "", parts.port or PORTS[parts.scheme], timeout=SECONDS) as connection:
            if parts.username and parts.scheme == "smtp":
                connection.starttls()
            if parts.username:
                connection.login(unquote(parts.username), unquote(parts.password or ""))
            connection.send_message(message)
    except (OSError, smtplib.SMTPException) as error:
        raise DeliveryError(f"{parts.hostname}: the mail was not taken: {error}") from error


def post(search: str, articles: Sequence[StoredArticle], address: str) -> None:
    """Send ``{"search", "articles": [...]}`` as JSON to an http(s) address."""
    parts = webhook(address)
    body = json.dumps({"search": search, "articles": [it.to_dict() for it in articles]}).encode()
    asked = Request(address, body, {"Content-Type": "application/json", "User-Agent": "newskeep"})
    try:
        with urlopen(asked, timeout=SECONDS):
            pass
    except (URLError, OSError, HTTPException, ValueError) as error:
        raise DeliveryError(f"{parts.hostname}: the webhook did not take it: {error}") from error

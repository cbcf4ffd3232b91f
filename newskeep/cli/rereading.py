"""`newskeep reextract`: read stored pages with today's rules, without one request."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crawler.codes import PARTLY
from newskeep.cli.app import app
from newskeep.cli.place import ArchiveUrl, AsJson, ConfigFile, configured, opened
from newskeep.cli.terminal import Column, counted, emit_document, note, table

if TYPE_CHECKING:
    from crawler.config import Config
    from extraction.article import Article
    from extraction.profiles.profile import SiteProfile
    from storage.archive import Archive
    from storage.keeping.rereading import Readable


@app.command()
def reextract(
    query: Annotated[
        list[str] | None, typer.Argument(metavar="QUERY", help="Which articles; all without.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only count what would change.")] = False,
    as_json: AsJson = False,
    config: ConfigFile = None,
    archive: ArchiveUrl = None,
) -> None:
    """Read stored pages again with today's rules; says field by field what changes. No request is made.

    A new reading belongs to the same revision: it never looks as if the publisher had edited.

    Example: newskeep reextract 'site:bbabo-fr' --dry-run
    """
    settings = configured(config, archive)
    account = Account(settings, dry_run)
    with opened(settings, write=not dry_run) as store, counted("reading") as step:
        for done, readable in enumerate(store.readable(" ".join(query or ())), 1):
            account.read(store, readable)
            step(done, None)
    emit_document(account.to_dict()) if as_json else account.tell()
    if account.failed:
        raise typer.Exit(PARTLY)


class Account:
    """What today's rules change, by field, with an example of each."""

    def __init__(self, settings: Config, dry_run: bool) -> None:
        self.settings, self.dry_run = settings, dry_run
        from crawler.overrides import overrides_of

        self.overrides = overrides_of(settings)
        self.zones = {site.name: site.timezone for site in settings.sites}
        self.read_again, self.failed = 0, 0
        self.fields: Counter[str] = Counter()
        self.examples: dict[str, str] = {}
        self.profiles: dict[bytes | None, SiteProfile | None] = {None: None}

    def read(self, store: Archive, readable: Readable) -> None:
        """Read one revision again, and keep the reading unless this is a rehearsal."""
        article = self._article(store, readable)
        if article is None:
            return
        self.read_again += 1
        for name in self._changed(store, readable, article):
            self.fields[name] += 1
            self.examples.setdefault(name, readable.url)

    def _article(self, store: Archive, readable: Readable) -> Article | None:
        from crawler.errors import CrawlError
        from crawler.rereading import page_of
        from extraction.extract import extract
        from extraction.profiles.zone import localised
        from storage.errors import CaptureDamaged

        try:
            page = page_of(store.exchange(readable.capture), readable.discovery)
        except (CaptureDamaged, CrawlError) as error:
            self.failed += 1
            note(f"newskeep: {readable.url}: {error}; left as it was")
            return None
        profile = self._profile(store.profile(readable.site, readable.seen_at))
        article = extract(page, profile, detector=self.settings.language.detector, overrides=self.overrides)
        return localised(article, self.zones.get(readable.site), page.fetched_at)

    def _profile(self, data: bytes | None) -> SiteProfile | None:
        """What was known of the site when the page was seen; None if by rules of another version."""
        from extraction.profiles.profile import SiteProfile

        if data not in self.profiles:
            try:
                self.profiles[data] = SiteProfile.from_bytes(data or b"")
            except ValueError:
                self.profiles[data] = None
        return self.profiles[data]

    def _changed(self, store: Archive, it: Readable, article: Any) -> tuple[str, ...]:
        if self.dry_run:
            return store.changes(it.article_id, it.number, article)
        return store.store_reading(it.article_id, it.number, article, datetime.now(UTC))

    def to_dict(self) -> dict[str, Any]:
        """The account as JSON: revisions by number, fields the most often changed first."""
        fields = [
            {"field": name, "changed": n, "example": self.examples[name]}
            for name, n in self.fields.most_common()
        ]
        counts = {"read_again": self.read_again, "failed": self.failed}
        return {"dry_run": self.dry_run, **counts, "fields": fields}

    def tell(self) -> None:
        """The account as a table."""
        columns = [Column("field"), Column("changed", right=True), Column("for example", wide=True)]
        table(columns, ((name, n, self.examples[name]) for name, n in self.fields.most_common()))
        verb = "would change" if self.dry_run else "changed"
        note(f"{self.read_again:,} revisions read again; {verb}: {sum(self.fields.values()):,} fields")

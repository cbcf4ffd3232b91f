"""Column types that mean the same on SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import JSON, BigInteger, DateTime, Integer, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine


class Instant(TypeDecorator[datetime]):
    """An aware instant in UTC, to the second: ``timestamptz`` on PostgreSQL, on SQLite the text
    ``2022-02-17T09:30:00Z``, which sorts as time does and which SQLite's own date functions, Datasette,
    DuckDB and pandas read.
    """

    impl = String(20)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The type that the database really has."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(DateTime(timezone=True))
        return dialect.type_descriptor(String(20))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """To the database; a naive time is a mistake of the caller."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time without a zone cannot be stored: {value!r}")
        if dialect.name == "postgresql":
            return value.astimezone(UTC).replace(microsecond=0)
        return instant_text(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """From the database, aware and in UTC."""
        if value is None:
            return None
        if isinstance(value, datetime):
            return value.astimezone(UTC)
        return datetime.fromisoformat(value)


@lru_cache(maxsize=512)
def instant_text(value: datetime) -> str:
    """An instant as SQLite keeps it; one visit's is written into half a dozen columns."""
    utc = value if value.tzinfo is UTC else value.astimezone(UTC)
    return f"{utc.isoformat()[:19]}Z"


# SQLite makes a rowid alias only of INTEGER; PostgreSQL needs the wider type.
Id = BigInteger().with_variant(Integer(), "sqlite")
Json = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")

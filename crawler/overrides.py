"""The user's own facts about sites: ``sites/*.toml`` beside newskeep.toml, one file a site."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

from crawler.config import Config, ConfigError
from extraction.overrides import Override, OverrideError, from_mapping

FOLDER = "sites"


def folder_of(config: Config) -> Path | None:
    """Where the overrides of a configuration lie; None where it has no file."""
    return config.path.absolute().parent / FOLDER if config.path else None


def files_of(config: Config) -> list[Path]:
    """The override files of a configuration, by name."""
    folder = folder_of(config)
    return sorted(folder.glob("*.toml")) if folder else []


def overrides_of(config: Config) -> tuple[Override, ...]:
    """All overrides of a configuration. Raises ConfigError with one line per file that cannot be used."""
    mistakes: list[str] = []
    found = tuple(_all(files_of(config), mistakes))
    if mistakes:
        raise ConfigError("\n".join(mistakes))
    return found


def _all(files: list[Path], mistakes: list[str]) -> Iterator[Override]:
    for file in files:
        try:
            yield load_override(file)
        except ConfigError as error:
            mistakes.append(str(error))


def load_override(file: Path) -> Override:
    """One override file. Raises ConfigError, which names the file and the mistake."""
    try:
        return from_mapping(tomllib.loads(file.read_bytes().decode("utf-8-sig")))
    except OSError as error:
        raise ConfigError(f"{file}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise ConfigError(f"{file}: is not UTF-8 text") from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{file}: is not TOML: {error}") from None
    except OverrideError as error:
        raise ConfigError(f"{file}: {error}") from None

"""Words of a query that begin with a minus, told from a command's options: `search harbour -boats`."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Any

A_WORD = re.compile(r"-(?:[^\W\d_]{2}|[^\x00-\x7f]|[(\"]|[^\W\d_]\w*:)")  # but -n, -n5, -o-, -o./file


def asks(command: Any) -> bool:
    """Whether a command takes a query."""
    return any(parameter.metavar == "QUERY" for parameter in command.params)


def words_apart(arguments: Sequence[str], parameters: Collection[Any]) -> list[str]:
    """The same arguments, options first: what follows ``--`` is words, whatever it begins with.

    A word after a single minus is a word of the query; other options are told as ever where unknown.
    """
    taking = (it for it in parameters if it.param_type_name == "option" and not it.is_flag)
    valued = {name for option in taking for name in option.opts}
    options: list[str] = []
    words: list[str] = []
    left = iter(arguments)
    for argument in left:
        if argument == "--":
            words += left
        elif argument in valued:
            value = next(left, None)
            if value is None:
                return [*options, argument]  # which is told as what it is: an option without its value
            options += (argument, value)
        elif argument.startswith("-") and len(argument) > 1 and not A_WORD.match(argument):
            options.append(argument)
        else:
            words.append(argument)
    return [*options, "--", *words] if words else options

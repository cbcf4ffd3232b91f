"""Captures: what went over the wire comes back byte for byte, whatever happens in between."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator
from hypothesis import given
from hypothesis import strategies as st

from storage.archive import Archive
from storage.errors import ArchiveUnwritable, CaptureDamaged
from storage.evidence.captures import Captures, Original
from storage.evidence.warcfile import (
    gzip_member,
    inflate,
    message_bytes,
    parse_message,
    parse_record,
    record_bytes,
)
from storage.evidence.warcscan import scan
from storage.records import Exchange
from tests.storage.samples import HOME, HOUR, NOW, captured, exchange, visit

Writer = Callable[..., Captures]


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[Writer]:
    """Opens the test's folder as often as wanted."""
    made: list[Captures] = []

    def make(**options: int) -> Captures:
        made.append(Captures(tmp_path / "captures", host="desk", **options))
        return made[-1]

    yield make
    for captures in made:
        captures.close()


@pytest.fixture
def captures(writer: Writer) -> Captures:
    return writer()


def whole(captures: Captures) -> list[str]:
    """The types of all records, of files without damage."""
    places = [place for name in captures.files() for place in scan(captures.folder / name)]
    assert [place.problem for place in places if place.problem] == []
    return [place.record.type for place in places if place.record]


def test_an_exchange_comes_back_byte_for_byte(captures: Captures) -> None:
    sent = Exchange(
        f"{HOME}/å?q=1",
        404,
        (("Content-Type", "Text/HTML; charset=x"), ("transfer-encoding", "chunked"), ("Set-Cookie", "a=1"),
         ("Set-Cookie", "b=2"), ("X-Name", "Å")),
        bytes(range(256)) * 40,
        NOW,
        ip="192.0.2.7",
        reason="Not Found",
    )  # fmt: skip
    kept = captures.append(sent)
    back = captures.read(kept)
    assert (back.url, back.status, back.reason, back.body) == (sent.url, 404, "Not Found", sent.body)
    assert [(n.lower(), v) for n, v in back.headers] == [(n.lower(), v) for n, v in sent.headers]
    assert (back.fetched_at, back.ip, kept.mime) == (NOW, "192.0.2.7", "text/html")
    assert whole(captures) == ["warcinfo", "response", "request"]


def test_other_tools_read_the_files(captures: Captures) -> None:
    bodies = [b"one" * 100, b"two" * 100]
    for number, body in enumerate(bodies):
        captures.append(exchange(f"{HOME}/{number}", body=body))
    captures.close()
    with (captures.folder / captures.files()[0]).open("rb") as file:
        found = [(r.headers["WARC-Type"], r.reader.read()) for r in ArchiveIterator(file)]
    assert [kind for kind, _ in found] == ["warcinfo", "response", "request", "response", "request"]
    assert [body for kind, body in found if kind == "response"] == bodies


def test_the_records_of_a_capture_can_be_had_as_they_stand(captures: Captures) -> None:
    kept = [captures.append(exchange(f"{HOME}/{n}", body=os.urandom(50))) for n in range(3)]
    whole_file = (captures.folder / kept[0].file).read_bytes()
    assert whole_file.endswith(b"".join(captures.members(capture) for capture in kept))
    assert captures.members(kept[1]) == whole_file[kept[1].offset : kept[2].offset]


def test_an_identical_payload_becomes_a_revisit(archive: Archive) -> None:
    first = captured(archive, visit(), b"<html>same</html>")
    archive.store([first])
    again = captured(archive, visit(at=NOW + HOUR), b"<html>same</html>")
    archive.store([again])
    one, two = archive.captures_of(f"{HOME}/pier")
    assert (one.revisit_of, two.revisit_of) == (None, one.id)
    assert archive.exchange(two).body == b"<html>same</html>"
    assert archive.captures.record(two).fields["warc-refers-to-target-uri"] == f"{HOME}/pier"
    assert archive.captures.record(two).type == "revisit"


def test_files_rotate_by_size_and_day(writer: Writer) -> None:
    captures = writer(max_bytes=3000)
    for _ in range(6):
        captures.append(exchange(at=NOW, body=os.urandom(1000)))
    captures.append(exchange(at=NOW + timedelta(days=1)))
    names = captures.files()
    assert [name for name in names if "20260301" in name][-1].endswith("00003.warc.gz")
    assert names[-1] == "newskeep-20260302-desk-00001.warc.gz"
    assert whole(captures).count("response") == 7


def test_the_next_run_continues_the_days_file(writer: Writer) -> None:
    for _ in range(2):
        captures = writer()
        captures.append(exchange())
        captures.close()
    assert captures.files() == ["newskeep-20260301-desk-00001.warc.gz"]
    assert whole(captures) == ["warcinfo", "response", "request", "response", "request"]


def test_two_processes_write_to_two_files(writer: Writer) -> None:
    one, other = writer(), writer()
    assert one.append(exchange()).file != other.append(exchange()).file


@pytest.mark.parametrize("cut", [1, 7, 20, 200, 5000])
def test_a_torn_tail_is_mended_before_anything_is_appended(captures: Captures, cut: int) -> None:
    first = captures.append(exchange(body=b"kept" * 100))
    captures.close()
    path = captures.folder / first.file
    end = path.stat().st_size
    torn = record_bytes([("WARC-Type", "response")], os.urandom(20_000))[:cut]
    path.write_bytes(path.read_bytes() + torn)
    second = captures.append(exchange(body=b"after"))
    assert second.offset == end
    assert whole(captures) == ["warcinfo", "response", "request", "response", "request"]
    assert captures.read(first).body == b"kept" * 100


def test_a_foreign_file_of_our_name_is_left_alone(captures: Captures) -> None:
    captures.folder.mkdir()
    foreign = captures.folder / "newskeep-20260301-desk-00001.warc.gz"
    foreign.write_bytes(b"somebody's notes, which are longer than a head")
    kept = captures.append(exchange())
    assert kept.file.endswith("00002.warc.gz")
    assert foreign.read_bytes().startswith(b"somebody")


def test_a_flipped_byte_is_noticed(captures: Captures) -> None:
    kept = captures.append(exchange(body=os.urandom(3000)))
    path = captures.folder / kept.file
    data = bytearray(path.read_bytes())
    data[kept.offset + 1000] ^= 1
    path.write_bytes(data)
    with pytest.raises(CaptureDamaged) as caught:
        captures.read(kept)
    assert caught.value.offset == kept.offset


def test_a_missing_file_is_told(captures: Captures) -> None:
    kept = captures.append(exchange())
    (captures.folder / kept.file).unlink()
    with pytest.raises(CaptureDamaged, match="No such file"):
        captures.read(kept)


def test_a_full_disk_leaves_no_half_record(captures: Captures) -> None:
    kept = captures.append(exchange(body=b"before"))
    size = (captures.folder / kept.file).stat().st_size
    _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + 300, most))
    try:
        with pytest.raises(ArchiveUnwritable, match="too large"):
            captures.append(exchange(body=os.urandom(2000)))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    captures.append(exchange(body=b"after"))
    assert whole(captures) == ["warcinfo", "response", "request", "response", "request"]
    assert captures.read(kept).body == b"before"


KILLED = """
import sys, os
from pathlib import Path
from storage.evidence.captures import Captures
from tests.storage.samples import exchange
captures = Captures(Path(sys.argv[1]), host="desk")
while True:
    captures.append(exchange(body=os.urandom(3000)))
    print("kept", flush=True)
"""


def test_kill_9_loses_nothing_that_was_kept(captures: Captures) -> None:
    command = [sys.executable, "-c", KILLED, str(captures.folder)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    assert process.stdout is not None
    for _ in range(20):
        process.stdout.readline()
    process.send_signal(signal.SIGKILL)
    told = 20 + len(process.stdout.read().splitlines())
    process.stdout.close()
    process.wait()
    captures.append(exchange(body=b"after"))
    assert whole(captures).count("response") >= told + 1


@given(st.binary(max_size=3000))
def test_any_bytes_survive_a_member(data: bytes) -> None:
    assert inflate(gzip_member(data)) == data


NAMES = st.text("abcXYZ-", min_size=1, max_size=12).filter(lambda n: n.lower() != "transfer-encoding")
VALUES = st.text(st.characters(exclude_characters="\r\n", exclude_categories=["Cs"]), max_size=40).map(
    str.strip
)


@given(st.lists(st.tuples(NAMES, VALUES), max_size=5), st.binary(max_size=200))
def test_any_message_survives_a_record(headers: list[tuple[str, str]], body: bytes) -> None:
    block = message_bytes("HTTP/1.1 200 OK", tuple(headers), body)
    record = parse_record(inflate(record_bytes([("WARC-Type", "response")], block)))
    message = parse_message(record.block)
    assert (message.headers, message.body) == (tuple(headers), body)


def test_a_revisit_without_its_original_says_so(captures: Captures) -> None:
    first = captures.append(exchange())
    told = Original(first.url, first.fetched_at, first.file, first.offset)
    with pytest.raises(CaptureDamaged, match="not given"):
        captures.read(captures.append(exchange(at=NOW + HOUR), told))

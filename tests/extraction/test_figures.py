"""The figures of the benchmark: means over labelled pages, differences page by page."""

from __future__ import annotations

from benchmarks.extraction_rows import Run, Scored, balanced, paired, table


def run(*f1: float | None, name: str = "wcxb") -> Run:
    pages = [Scored(f"{at}", f"outlet{at % 4}", {} if f is None else {"f1": f}) for at, f in enumerate(f1)]
    return Run({name: pages})


def test_pages_without_a_labelled_body_are_left_out_of_a_difference() -> None:
    found = paired(run(0.9, None, 0.8, 1.0), run(0.8, None, 0.8, 0.7), ("wcxb",))
    assert found is not None
    assert (found.pages, round(found.mean, 4)) == (3, 0.1333)
    assert found.low <= found.mean <= found.high


def test_the_same_answers_differ_by_nothing_and_no_pages_have_no_difference() -> None:
    found = paired(run(0.9, 0.2), run(0.9, 0.2), ("wcxb",))
    assert found is not None
    assert (found.mean, found.low, found.high) == (0.0, 0.0, 0.0)
    assert paired(run(0.9), run(0.9), ("zyte",)) is None


def test_what_an_extractor_never_tells_is_blank() -> None:
    assert balanced(run(0.9)) is None
    kinds = Run({name: [Scored("a", "x", {"kind": 1.0})] for name in ("wcxb", "wcxb_kinds")})
    assert balanced(kinds) == 1.0
    assert "-" in table({"one": run(0.9)})

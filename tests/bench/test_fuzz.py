"""A small round of the fuzz: 60 damaged files, in a process whose memory is bounded."""

from bench.fuzz import MOST_MB, apart


def test_damaged_files_end_in_a_report_or_a_refusal() -> None:
    ends, peak = apart(seed=40_000, rounds=60)
    assert ends.total() == 60
    assert ends["imported"] and ends["refused"]
    assert peak < MOST_MB

"""Types of records first used by several threads at once, as a server's readers do after its start."""

import subprocess
import sys

ROUNDS = 300
FIRST_USES = f"""
import sys, threading
import msgspec

sys.setswitchinterval(1e-6)
RAW = b'{{"line": {{"goods": []}}, "lines": [{{"goods": ["y"]}}], "last": null, "by_name": {{"z": {{"goods": []}}}}}}'

def make():
    class Line(msgspec.Struct):
        goods: list[str]
    class Order(msgspec.Struct):
        line: Line
        lines: list[Line]
        last: Line | None
        by_name: dict[str, Line]
    return Order

for _ in range({ROUNDS}):
    order, start, read = make(), threading.Barrier(3), []
    def decode():
        start.wait()
        read.append(msgspec.json.decode(RAW, type=order))
    def convert():
        start.wait()
        read.append(msgspec.convert(msgspec.json.decode(RAW), order))
    threads = [threading.Thread(target=each) for each in (decode, convert, decode)]
    for thread in threads: thread.start()
    for thread in threads: thread.join()
    assert read[0] == read[1] == read[2] and read[0].by_name["z"].goods == []
"""


def test_threads_may_use_a_type_for_the_first_time_at_once() -> None:
    """It ended the process by a segmentation fault with msgspec 0.22, after a server's start about once in a day."""
    command = [sys.executable, "-X", "faulthandler", "-c", FIRST_USES]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert ended.returncode == 0, ended.stderr

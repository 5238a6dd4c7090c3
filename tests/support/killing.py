"""Work on an index in child processes that are killed, or whose system calls fail.

`python -m tests.support.killing` reads one order a line and answers each with what became of it. A
process that has imported everything forks for each order, for starting Python anew would take a
second.
"""

import contextlib
import gc
import json
import math
import os
import select
import signal
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any, Self

from tests.support import layouts
from tests.support.faults import Fault, Kind, Layer, library
from tests.support.found import warm
from tests.support.orders import End, Order
from tests.support.patience import OwnTime
from tests.support.tasks import TASKS

ROOT = Path(__file__).parents[2]
_COUNTED = (f"{os.sep}storage{os.sep}", f"{os.sep}indexing{os.sep}")
_LOOK, _SOON = 0.2, 0.0005
"""The most and the fewest seconds between two looks at how long a child has taken."""
_DATABASE = f"{os.sep}storage{os.sep}database.py"


class Nursery:
    """The process that forks. `begin` an order, or `run` it and wait."""

    def __init__(self, faults: bool = False, plant: str = "") -> None:
        """`faults`: with the fault layer. `plant`: a defect of `tests.support.defects`."""
        # One thread, for a fork takes no other along.
        self._settings = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
        if faults:
            self._settings["LD_PRELOAD"] = str(library())
        self._plant = plant

    def __enter__(self) -> Self:
        command = [sys.executable, "-m", __name__, layouts.current(), self._plant]
        environment = {**os.environ, **self._settings}
        self._process = subprocess.Popen(
            command, cwd=ROOT, env=environment, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.communicate()

    def begin(self, order: Order) -> None:
        """Start it; the end is to be waited for before the next."""
        assert self._process.stdin is not None
        print(json.dumps(asdict(order), default=str), file=self._process.stdin, flush=True)

    def end(self) -> End:
        """Wait for what was begun."""
        assert self._process.stdout is not None
        return End(**json.loads(self._process.stdout.readline()))

    def run(self, order: Order) -> End:
        self.begin(order)
        return self.end()


def _count_calls(order: Order, die: Callable[[Any], None]) -> None:
    """Have `die` called at the step or the statement, with the database that was used last."""
    steps = order.step if order.step is not None else sys.maxsize
    statements = order.statement if order.statement is not None else sys.maxsize
    database: object = None

    def count(frame: FrameType, event: str, called: object) -> None:
        nonlocal steps, statements, database
        name = frame.f_code.co_filename
        if event != "c_call" or not (_COUNTED[0] in name or _COUNTED[1] in name):
            return
        steps -= 1
        if name.endswith(_DATABASE) and getattr(called, "__name__", "").startswith("execute"):
            statements -= 1
            database = frame.f_locals.get("self", database)
        if steps < 0 or statements < 0:
            die(database)

    if order.step is not None or order.statement is not None:
        sys.setprofile(count)


def _work(order: Order, say: Callable[[str], None], layer: Layer | None) -> int:
    def die(database: Any) -> None:
        with contextlib.suppress(AttributeError, sqlite3.ProgrammingError):
            if database._connection.in_transaction:  # not where it is closed
                say("inside")
        os.kill(os.getpid(), signal.SIGKILL)

    place = order.index.parent
    tempfile.tempdir = str(place)
    if layer:
        layer.arm(place, order.fault)
        layer.turn_clock(order.clock)
    say("begun")
    _count_calls(order, die)
    try:
        TASKS[order.task](order, say)
    except Exception as error:
        sys.setprofile(None)
        say(f"raised {type(error).__name__}: {error}")
        return 1
    finally:
        if layer:
            say("calls " + " ".join(layer.calls()))
    return 0


def _obey(order: Order, layer: Layer | None) -> End:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        code = 2
        try:
            code = _work(order, lambda line: _say(writing, line), layer)
        finally:
            os._exit(code)
    os.close(writing)
    own = OwnTime(child)
    said, hung = _heard(reading, child, order, own)
    seconds, ran = own.seconds(), own.ran
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    calls = [line for line in said if line.startswith("calls")]
    rest = [line for line in said if line not in calls]
    return End(code, rest, " ".join(calls).split()[1:], hung, seconds, ran)


def _say(pipe: int, line: str) -> None:
    os.write(pipe, (" ".join(line.split()) + "\n").encode())


def _heard(pipe: int, child: int, order: Order, own: OwnTime) -> tuple[list[str], bool]:
    """All that the child says until it ends, which it does in time or by SIGKILL; did it hang?"""
    said, due = b"", math.inf
    killed = hung = False
    longest = order.longest if order.longest is not None else math.inf
    while True:
        hung = hung or own.seconds() > longest
        if order.after is not None and due == math.inf and order.mark.encode() in said:
            due = own.ran + order.after
        if not killed and (hung or own.ran >= due):
            os.kill(child, signal.SIGKILL)
            killed = True
        look = min(_LOOK, max(_SOON, due - own.ran))
        if not select.select([pipe], [], [], None if killed else look)[0]:
            continue
        if more := os.read(pipe, 1 << 16):
            said += more
        else:
            os.close(pipe)
            return said.decode("utf-8", "replace").splitlines(), hung


def _read(line: str) -> Order:
    fields: dict[str, Any] = json.loads(line)
    fault = fields.pop("fault")
    fields["fault"] = Fault(Kind(fault["kind"]), fault["at"], fault["error"])
    for name in ("corpus", "index"):
        fields[name] = Path(fields[name])
    return Order(**fields)


def _serve(layout: str, plant: str) -> None:
    layouts.use(layout)
    if plant:
        from tests.support.defects import DEFECTS

        DEFECTS[plant]()
    warm()
    gc.freeze()  # what a child does not touch it shares
    layer = Layer() if "LD_PRELOAD" in os.environ else None
    for line in sys.stdin:
        sys.stdout.write(json.dumps(asdict(_obey(_read(line), layer))) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    _serve(*sys.argv[1:])

"""Child processes that never outlive the launcher."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

_PR_SET_PDEATHSIG = 1


def die_with_parent() -> None:
    """Receive SIGTERM when the process that started this one dies."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)


def parent_catches(number: int) -> bool:
    """Does the parent process handle this signal? True where the system does not tell."""
    try:
        status = Path(f"/proc/{os.getppid()}/status").read_text()
    except OSError:
        return True
    caught = next((line for line in status.splitlines() if line.startswith("SigCgt:")), "SigCgt: ffffffffffffffff")
    return bool(int(caught.split()[1], 16) >> (number - 1) & 1)


def signal_at_parent_death(number: int) -> Callable[[], None] | None:
    """A `preexec_fn` by which the kernel signals the child when its parent dies, even by kill -9."""
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    parent = os.getpid()

    def arm() -> None:
        prctl(_PR_SET_PDEATHSIG, number, 0, 0, 0)
        if os.getppid() != parent:
            os.kill(os.getpid(), number)

    return arm


@dataclass
class Child:
    """A process in a session of its own, so that a Ctrl-C at the terminal reaches only the launcher.

    `stop_signal` asks it to end; past the time given to `stop` its whole group is killed.
    """

    name: str
    argv: Sequence[str]
    env: Mapping[str, str]
    log: Path
    stop_signal: int = signal.SIGTERM
    user: int | None = None
    cwd: Path | None = None
    restarts: list[float] = field(default_factory=list)
    process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        """Start it, its output appended to `log`."""
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(  # noqa: S603  the launcher's own commands
                self.argv,
                env=dict(self.env),
                cwd=self.cwd,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                user=self.user,
                group=self.user,
                extra_groups=None if self.user is None else [],
                preexec_fn=signal_at_parent_death(self.stop_signal),
            )

    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def code(self) -> int | None:
        """Exit code, negative for a signal; None while it runs."""
        return None if self.process is None else self.process.poll()

    def wait(self) -> int:
        return 0 if self.process is None else self.process.wait()

    def sweep(self) -> None:
        """Kill what a dead process left of its group."""
        if self.process is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)

    def ask_to_stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(self.stop_signal)

    def stop(self, deadline: float) -> None:
        """Wait until `deadline` (time.monotonic), then kill what is left of the group."""
        if self.process is None:
            return
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(timeout=max(0.0, deadline - time.monotonic()))
        self.sweep()
        self.process.wait()


def stop_all(children: Sequence[Child], *, seconds: float) -> None:
    """Stop them together: all are asked at once, none is left after `seconds`."""
    deadline = time.monotonic() + seconds
    for child in children:
        child.ask_to_stop()
    for child in children:
        child.stop(deadline)

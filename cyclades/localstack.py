"""`python -m cyclades.localstack`: the servers and processes of one machine (`make run`, `make test`).

exec -- CMD…   run CMD beside an ephemeral PostgreSQL and Redis (those of DATABASE_URL and REDIS_URL
               when given), pass it signals, end with its exit code
run            the whole portal in front, on the data of CYCLADES_VAR, until Ctrl-C or SIGTERM
"""

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from types import FrameType

from .local.console import Arret, finir
from .local.processes import signal_at_parent_death
from .local.servers import ephemeral_servers

USAGE = "Usage : python -m cyclades.localstack run | exec -- COMMANDE…"


class _Ended(BaseException):
    """A signal that ends the command came before it was started."""


def execute(command: Sequence[str]) -> int:
    """Run `command` beside ephemeral servers; its exit code, 128 + n when signal n ended it."""
    child: subprocess.Popen[bytes] | None = None
    received: list[int] = []

    def forward(number: int, frame: FrameType | None) -> None:
        received.append(number)
        if child is None:
            raise _Ended
        if number != signal.SIGINT or not sys.stdin.isatty():  # a terminal tells the whole group itself
            child.send_signal(number)

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:  # nohup
            signal.signal(number, forward)
    try:
        with ephemeral_servers() as servers:
            env = {**os.environ, **servers}
            if env.get("DJANGO_SETTINGS_MODULE") == "cyclades.settings.dev":  # set by cyclades.celery, not by a person
                del env["DJANGO_SETTINGS_MODULE"]
            try:
                child = subprocess.Popen(  # noqa: S603  the command of the person
                    command,
                    env=env,
                    preexec_fn=signal_at_parent_death(signal.SIGTERM),
                )
            except OSError as error:
                raise Arret(f"{command[0]} : {error.strerror}") from None
            code = child.wait()
    except _Ended:
        return 128 + received[0]
    return 128 - code if code < 0 else code


def main(arguments: Sequence[str]) -> int:
    """Exit code of the command line."""
    if len(arguments) > 2 and arguments[:2] == ["exec", "--"]:
        return execute(arguments[2:])
    if arguments == ["run"]:
        from .local.portal import run  # `exec` must not wait for what only `run` reads

        return run()
    return finir(USAGE)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Arret as arret:
        finir(str(arret))

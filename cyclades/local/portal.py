"""`make run`."""


def run() -> int:
    return 1

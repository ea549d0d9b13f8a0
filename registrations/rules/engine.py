"""The one entry point of the rules: `evaluate`."""

import datetime as dt

from sessions_cfg.snapshot import Snapshot

from .types import Decision, Profil


def evaluate(profil: Profil, snapshot: Snapshot, *, today: dt.date) -> Decision:
    """Say what `profil` may and must do under `snapshot`, with a reason for everything.

    Pure and deterministic. `today` is the date in the service's time zone; it only serves ages and
    "not in the future". Never raises on odd answers: they become `Decision.erreurs`.
    """
    raise NotImplementedError

"""Snapshots for the rules' tests: the real published catalogue, read once."""

import datetime as dt
from collections.abc import Callable

import pytest

from sessions_cfg import queries
from sessions_cfg.models import Examen, ServiceInscription, Session
from sessions_cfg.snapshot import Snapshot

Photo = Callable[..., Snapshot]


@pytest.fixture
def photo(db: None) -> Photo:
    """`photo("CAP-50024127", annee=2022)`: the catalogue for a spécialité at a session of June, in Toulouse."""

    def prendre(cle: str, *, annee: int = 2022, examen: str = "") -> Snapshot:
        code = examen or next(e.pk for e in Examen.objects.all() if cle.startswith(e.pk.replace(" ", "") + "-"))
        session = Session(examen_id=code, libelle=f"{code} {annee}", mois=dt.date(annee, 6, 1))
        service = ServiceInscription(session=session, academie_id="16", public="GRAND_PUBLIC")
        return queries.snapshot(cle, service)

    return prendre

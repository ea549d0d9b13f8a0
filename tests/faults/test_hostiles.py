"""The whole table of hostile files, and those that keep a parser busy until it is stopped (I-19, I-22)."""

import resource
import time
from collections import Counter
from collections.abc import Iterator

import pytest

from justificatifs.scanning import bac, examiner
from tests.justificatifs import epreuve, hostiles
from tests.justificatifs.clamav import clamd
from tests.justificatifs.fichiers import pdf

pytestmark = pytest.mark.enable_socket


@pytest.fixture(scope="module")
def adresse() -> Iterator[str]:
    with clamd() as trouvee:
        yield trouvee


def test_every_hostile_file_is_refused_in_words_or_kept_harmless(adresse: str) -> None:
    fautes, issues = [], Counter[str]()
    for fichier in hostiles.tous():
        issue = epreuve.issue(fichier, adresse)
        issues[issue] += 1
        if issue not in fichier.attendu:
            fautes.append(f"{fichier} : {issue}")
    print(f"fichiers hostiles : {sum(issues.values())}, {dict(issues.most_common())}")  # noqa: T201
    assert fautes == []


def test_bombs_are_ended_in_time_and_memory_and_the_worker_goes_on(adresse: str) -> None:
    memoire = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for fichier in hostiles.lourds():
        debut = time.monotonic()
        assert epreuve.defaut(fichier, adresse) == ""
        duree = time.monotonic() - debut
        print(f"{fichier} : {duree:.1f} s")  # noqa: T201
        assert duree < 2 * bac.ATTENTE_MAX + 20  # examined, scanned, drawn
        assert examiner(pdf(), "a.pdf").pages == 1
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memoire < 300_000  # kB

"""Why a service refused; each carries what its page needs to say."""

from registrations.models import Candidature


class DejaInscrit(Exception):
    """An active candidature of this person exists for the exam and session (specification §5)."""

    def __init__(self, candidature: Candidature | None) -> None:
        super().__init__("deja inscrit")
        self.candidature = candidature


class BrouillonPerime(Exception):
    """The draft was written by another page since this one was opened; nothing was written."""


class BrouillonDisparu(Exception):
    """The draft no longer exists: saved or given up in another page."""


class SaisieIncomplete(Exception):
    """The whole candidature does not hold; `onglet` is the first tab to correct, `erreurs` its sentences."""

    def __init__(self, onglet: str, erreurs: dict[str, list[str]]) -> None:
        super().__init__(onglet)
        self.onglet = onglet
        self.erreurs = erreurs

    @property
    def phrases(self) -> list[str]:
        """Every sentence, once, in order."""
        return list(dict.fromkeys(phrase for phrases in self.erreurs.values() for phrase in phrases))


class VersionPerimee(Exception):
    """Another version was saved since this change was begun (I-09)."""

    def __init__(self, candidature: Candidature) -> None:
        super().__init__("version perimee")
        self.candidature = candidature


class NumerosEpuises(Exception):
    """This person already has 999 candidatures."""

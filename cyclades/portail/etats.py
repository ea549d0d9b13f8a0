"""The situation of each candidature, from what the apps know: as many queries whatever the number of rows."""

from dataclasses import dataclass

from django.urls import reverse

from accounts.models import User
from cyclades.common import clock
from documents.queries import convoquee
from justificatifs.fenetres import fenetre_du_groupe
from justificatifs.models import GroupePieces
from justificatifs.queries import Avancement, avancements
from registrations.enums import Etat, Origine
from registrations.models import Brouillon, Candidature
from registrations.queries import candidatures_visibles
from registrations.wizard.progress import premier_a_faire
from sessions_cfg.models import ServiceGestionnaire, ServiceInscription

from .faits import JALONS, Calendrier, Faits, Situation, Vers
from .situation import situer


@dataclass(frozen=True)
class Jalon:
    """A step of the line: « fait », « omis » (passed over), « ici » or « ensuite »."""

    libelle: str
    place: str


@dataclass(frozen=True)
class Suite:
    """What a page shows of a candidature: its situation, its office, where to go next (`url`, "" when nowhere)."""

    situation: Situation
    bureau: ServiceGestionnaire
    url: str
    pieces: Avancement | None = None

    @property
    def jalons(self) -> list[Jalon]:
        """The steps in order; none for a candidature that does not go on."""
        ici = self.situation.jalon
        if ici is None:
            return []
        return [Jalon(libelle, _place(rang, ici, self.situation.omis)) for rang, libelle in enumerate(JALONS)]

    @property
    def contacter(self) -> bool:
        return self.situation.vers is Vers.CONTACT


def _place(rang: int, ici: int, omis: frozenset[int]) -> str:
    if rang >= ici:
        return "ici" if rang == ici else "ensuite"
    return "omis" if rang in omis else "fait"


def suites_visibles(compte: User) -> list[tuple[Candidature, Suite]]:
    """Every candidature that « Mes inscriptions » shows, with its situation. Two queries."""
    visibles = candidatures_visibles(compte, convoquee=convoquee(clock.maintenant()))
    convoques = {c.pk for c in visibles if c.convoquee}  # type: ignore[attr-defined]  # the annotation
    pieces = avancements(visibles) if visibles else {}
    return [(c, _suite(c, pieces[c.pk], convoque=c.pk in convoques)) for c in visibles]


def suite_de(candidature: Candidature) -> Suite:
    """Of one candidature, whose service and office are loaded. One query, two when no piece is asked."""
    instant = clock.maintenant()
    pieces = avancements([candidature], convoquee=convoquee(instant, "candidature"))[candidature.pk]
    convoque = pieces.reponses.get("convoquee")
    if convoque is None:
        convoque = Candidature.objects.filter(convoquee(instant), pk=candidature.pk).exists()
    return _suite(candidature, pieces, convoque=convoque)


def suite_du_brouillon(brouillon: Brouillon) -> Suite:
    """Of a draft that no candidature holds; no query when its service is loaded."""
    service = brouillon.service
    situation = situer(Faits(calendrier(service), None), clock.maintenant())
    url = ""
    if situation.vers is Vers.REPRENDRE:
        url = reverse("registrations:brouillon", args=[service.cle, premier_a_faire(brouillon.onglets_faits).cle])
    return Suite(situation, service.service_gestionnaire, url)


def calendrier(service: ServiceInscription, groupe: GroupePieces | None = None) -> Calendrier:
    """What a situation needs of a service; `groupe` has its own mode of return and may have dates of its own."""
    fenetre = fenetre_du_groupe(groupe or GroupePieces(), service)
    return Calendrier(
        ouverture=service.ouverture,
        fermeture=service.fermeture,
        pieces_ouverture=fenetre.ouverture,
        pieces_fermeture=fenetre.limite,
        fuseau=service.fuseau,
        libelle_heure=service.libelle_heure,
        mode=groupe.mode if groupe else service.pieces_mode,
        cachet_de_la_poste=service.cachet_de_la_poste,
        sans_depot_annule=service.sans_depot_annule,
    )


def _faits(candidature: Candidature, pieces: Avancement, convoque: bool) -> Faits:
    return Faits(
        calendrier=calendrier(candidature.service, pieces.groupe),
        etat=Etat(candidature.etat),
        origine=Origine(candidature.origine),
        etape=pieces.etape,
        echeance=pieces.echeance,
        recevabilite=candidature.recevabilite,
        motif=candidature.motif,
        convoque=convoque,
    )


def _suite(candidature: Candidature, pieces: Avancement, *, convoque: bool) -> Suite:
    situation = situer(_faits(candidature, pieces, convoque), clock.maintenant())
    adresses = {
        Vers.COMPLETER: ("registrations:onglet", [candidature.numeros, "recapitulatif"]),
        Vers.JUSTIFICATIFS: ("justificatifs:liste", [candidature.numeros]),
        Vers.DOCUMENTS: ("documents:liste", [candidature.numeros]),
    }
    trouvee = adresses.get(situation.vers)
    return Suite(situation, candidature.bureau, reverse(trouvee[0], args=trouvee[1]) if trouvee else "", pieces)

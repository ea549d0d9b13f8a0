"""The only way to a candidature from a request (I-23)."""

from django.http import Http404

from .models import Candidature


def candidature_de(compte_id: int | None, numeros: tuple[str, int]) -> Candidature:
    """The candidature of that person named by « N° candidat - N° d'inscription », with what pages show.

    Raises Http404 when it is another person's, désinscrite, or does not exist: the three look alike.
    """
    candidature = (
        Candidature.objects.filter(compte_id=compte_id, compte__numero_candidat=numeros[0], numero=numeros[1])
        .exclude(etat="desinscrit")
        .select_related("compte__profil", "service__session__examen", "service__academie", "specialite")
        .select_related("service__service_gestionnaire", "bureau_suivi")
        .first()
    )
    if candidature is None:
        raise Http404
    return candidature

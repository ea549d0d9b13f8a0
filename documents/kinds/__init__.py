"""The kinds of documents: one frozen context dataclass and one template each.

`gabarit` names the version of a template; it is kept with every issued document. A template that
changes what is printed gets a new name here, and the old one stays.
"""

GABARITS = {
    "confirmation-1": "pdf/confirmation.html",
    "convocation-1": "pdf/convocation.html",
    "releve-1": "pdf/releve.html",
    "amenagements-1": "pdf/amenagements.html",
    "demande-1": "pdf/demande.html",
    "relance-1": "pdf/relance.html",
    "annulation-1": "pdf/annulation.html",
}

# Of papillons nothing is frozen, and none is ever drawn again: their template needs no version.
PAPILLONS = "pdf/papillons.html"

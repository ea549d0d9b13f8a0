"""The seam through which other apps hear of a candidature; sent inside the saving transaction.

Receivers live in `receivers.py`, write rows and nothing else: they never render nor send.
`candidature_saved(sender, candidature, version)`; `candidature_transitioned(sender, candidature, de, vers,
acteur)`.
"""

from django.dispatch import Signal

candidature_saved = Signal()
candidature_transitioned = Signal()

"""Pages of the candidature: « M'inscrire », the seven tabs, « Mon inscription », désinscription."""

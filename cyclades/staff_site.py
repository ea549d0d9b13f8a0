"""The staff space `/gestion/`: Django's admin, under the portal's own rules of access."""

from django.contrib.admin import AdminSite


class StaffSite(AdminSite):
    site_header = "Cyclades — espace de gestion"
    site_title = "Gestion"
    index_title = "Accueil"
    site_url = "/"
    enable_nav_sidebar = True


staff_site = StaffSite(name="gestion")

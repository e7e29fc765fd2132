"""What people see; each module tells its routes as ``PAGES``."""

from dateline.web.pages import home

PAGES = (*home.PAGES,)

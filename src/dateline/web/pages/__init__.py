"""What people see; each module tells its routes as ``PAGES``."""

from dateline.web.pages import home, reports

PAGES = (*home.PAGES, *reports.PAGES)

"""What programs ask for; each module tells its routes as ``PAGES``."""

from dateline.web.api import coding, deciding, describing, exporting, following, reading, reviewing, searching

PAGES = (
    *describing.PAGES,
    *reading.PAGES,
    *following.PAGES,
    *exporting.PAGES,
    *searching.PAGES,
    *coding.PAGES,
    *deciding.PAGES,
    *reviewing.PAGES,
)

"""Reprint groups and incidents across reports: which events of different reports are one happening.

A pure room: it reads records and gives values back; what is kept, the ledger keeps.  An event becomes small features
(``features``), those that share a key are compared (``compare``), and linked ones are grouped (``cluster``) to
incidents (``incident``).  Every result is a function of the set of events, whatever their order or batches.
"""

from dateline.linking.clustering import KeptLink, cluster, components, identify
from dateline.linking.collection import Linked, link, links_among
from dateline.linking.comparing import FLOOR, Link, compare
from dateline.linking.features import MOST_KEYS, Features, features, reference, report_features
from dateline.linking.incidents import Member, incident, member
from dateline.linking.relating import Relation, relate
from dateline.linking.sources import ReportFacts, independent, report_facts

__all__ = [
    "FLOOR", "MOST_KEYS", "Features", "KeptLink", "Link", "Linked", "Member", "Relation", "ReportFacts", "cluster",
    "compare", "components", "features", "identify", "incident", "independent", "link", "links_among", "member",
    "reference", "relate", "report_facts", "report_features",
]  # fmt: skip

"""Feeds and sitemaps followed over time: fetched with care, read, coded and kept; alerts for saved searches.

``settings`` reads what is to be followed, ``addresses`` and ``fetching`` guard what is asked of the network, ``robots``
and ``politeness`` what is asked of others' servers, ``listing`` reads feeds in a process that can be killed,
``watching`` is the loop, ``alerting`` tells people.
"""

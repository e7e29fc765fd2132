"""Agreement, comparison and scoring of a record against gold.

Nothing lives here yet.
"""

"""Agreement between coders, and scoring of a record against gold."""

from dateline.score.agreement import Agreement, Difference, FieldAgreement, Given, PairKappa, agreement
from dateline.score.aligning import Unit, likeness, units
from dateline.score.alpha import Coefficient, cohen, krippendorff
from dateline.score.comparing import Change, Comparison, FieldScore, Scores, compare, score

__all__ = [
    "Agreement", "Change", "Coefficient", "Comparison", "Difference", "FieldAgreement", "FieldScore", "Given",
    "PairKappa", "Scores", "Unit", "agreement", "cohen", "compare", "krippendorff", "likeness", "score", "units",
]  # fmt: skip

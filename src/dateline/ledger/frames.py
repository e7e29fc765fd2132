"""The hits of a filter as a table for polars, pandas, Arrow, DuckDB or R.

The tables come from the optional packages of ``dateline[frames]``; without them everything else of the ledger works.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any, get_args, get_type_hints

from dateline.ledger import queries
from dateline.ledger.answers import EventRow, IncidentRow, Of
from dateline.ledger.filters import Filter
from dateline.record import SetupError

if TYPE_CHECKING:
    import pandas as pd  # type: ignore[import-untyped,unused-ignore]
    import polars as pl
    import pyarrow as pa

    from dateline.ledger.store import Ledger

_CHUNK = 20_000


class Frame:
    """The hits of a filter, read when they are asked for.

    It can be handed to whatever reads Arrow streams (``polars.DataFrame(frame)``, DuckDB, pyarrow).
    """

    def __init__(self, ledger: Ledger, wanted: str | Filter = "", of: Of = "events") -> None:
        self.ledger, self.wanted, self.of = ledger, queries.tree(wanted), of

    @property
    def row(self) -> type[EventRow] | type[IncidentRow]:
        """The type of a row."""
        return EventRow if self.of == "events" else IncidentRow

    def __iter__(self) -> Iterator[EventRow] | Iterator[IncidentRow]:
        return (
            queries.every_event(self.ledger, self.wanted)
            if self.of == "events"
            else queries.every_incident(self.ledger, self.wanted)
        )

    def batches(self) -> Iterator[pa.RecordBatch]:
        """The hits as Arrow record batches, some thousand rows each.

        Raises:
            SetupError: pyarrow is not installed.
        """
        pa = _pyarrow()
        schema = self.schema()
        rows: Iterator[Any] = iter(self)
        while chunk := list(islice(rows, _CHUNK)):
            arrays = [pa.array([getattr(row, name) for row in chunk], schema.field(name).type) for name in schema.names]
            yield pa.RecordBatch.from_arrays(arrays, schema=schema)

    def schema(self) -> pa.Schema:
        """The columns and their types, the same whatever is in them."""
        return schema_of(self.row)

    def to_arrow(self) -> pa.Table:
        """The hits as an Arrow table."""
        return _pyarrow().Table.from_batches(self.batches(), schema=self.schema())

    def to_polars(self) -> pl.DataFrame:
        """The hits as a polars frame.

        Raises:
            SetupError: polars is not installed.
        """
        try:
            import polars as pl
        except ImportError as error:
            raise SetupError('polars is not installed. Install it with pip install "dateline[frames]"') from error
        return pl.DataFrame(self.to_arrow())

    def to_pandas(self) -> pd.DataFrame:
        """The hits as a pandas frame; whole numbers that may be missing stay whole (``Int64``).

        Raises:
            SetupError: pandas is not installed.
        """
        try:
            import pandas as pd
        except ImportError as error:
            raise SetupError("pandas is not installed. Install it with pip install pandas") from error
        pa = _pyarrow()
        whole = {pa.int64(): pd.Int64Dtype(), pa.bool_(): pd.BooleanDtype()}
        return self.to_arrow().to_pandas(types_mapper=whole.get)

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        pa = _pyarrow()
        reader = pa.RecordBatchReader.from_batches(self.schema(), self.batches())
        return reader.__arrow_c_stream__(requested_schema)


def schema_of(row: type[Any]) -> pa.Schema:
    """The Arrow schema of a type of row."""
    pa = _pyarrow()
    kinds = {str: pa.string(), int: pa.int64(), float: pa.float64(), bool: pa.bool_()}
    fields = []
    for name, hint in get_type_hints(row).items():
        given = [one for one in get_args(hint) or (hint,) if one is not type(None)]
        fields.append(pa.field(name, kinds[given[0]]))
    return pa.schema(fields)


def _pyarrow() -> Any:
    try:
        import pyarrow
    except ImportError as error:
        raise SetupError('pyarrow is not installed. Install it with pip install "dateline[frames]"') from error
    return pyarrow

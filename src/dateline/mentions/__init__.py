"""When, where, who: mentions found in the parse, then resolved over the whole report."""

"""The list of the field's 89 papers: what feeds each, its number, 密级, retention and steps; and the series of 文号."""

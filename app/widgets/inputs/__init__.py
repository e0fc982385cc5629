"""Controls for one field each. They know a declaration and a value, never a record or where it is stored."""

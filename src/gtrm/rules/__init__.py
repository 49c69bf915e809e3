"""Rules as data, decided by Great Expectations, told to partners in their words."""

"""Code lists, and how the names that partners write are matched to them."""

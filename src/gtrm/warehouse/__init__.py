"""The warehouse: the build that dbt makes, and the releases published from it."""

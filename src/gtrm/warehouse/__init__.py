"""The warehouse: the build that dbt makes, and the releases that are published of it."""

"""What every room needs: the month, errors, settings, figures, names in one form, safe files."""

"""Comparisons of the files of a month with each other and with the months before."""

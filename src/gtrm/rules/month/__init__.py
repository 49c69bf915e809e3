"""What shows when the files of a month are seen together, and beside the months before."""

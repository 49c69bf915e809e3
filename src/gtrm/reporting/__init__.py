"""What people read, made from a release's database and manifest and nothing else."""

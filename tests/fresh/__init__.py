"""A fresh copy of the repository on a machine that has python3 and nothing else."""

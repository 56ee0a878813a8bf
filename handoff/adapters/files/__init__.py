"""What looks into files, and where their bytes are."""

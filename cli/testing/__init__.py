"""The parts of `./firuze test`: their definition, running them side by side, and the report."""

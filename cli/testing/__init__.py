"""The parts of `./firuze test`: what they are, running them side by side, and telling how it went."""

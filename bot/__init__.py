"""Firuze's bot: the channel, the language components and the actions Rasa is given."""

import os

# Read once, by the first library that brings OpenMP's threads. Threads that spin while they wait would take
# the processor from whatever they wait for: on a busy machine ten times the work of the encoder itself.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

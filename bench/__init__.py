"""Measures Firuze against a floor: the least that the same job costs, measured in the same run.

Each benchmark runs on servers and processes of its own, in a folder that is gone afterwards, and
alternates between the two sides, so that a busy machine disturbs both alike. Only ratios travel
from one machine to another; absolute figures belong to the machine they were taken on.
"""

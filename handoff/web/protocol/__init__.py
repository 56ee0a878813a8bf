"""The wire format: what browsers send, what they get. The one source of `contracts/`.

Events travel as the domain's own dataclasses (`Event`); everything else is defined here.
Everything that comes in forbids unknown fields and is bounded in size.
"""

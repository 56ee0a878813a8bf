"""Where a gateway is wired, in stages. Each stage is a function that takes the stages before it and
gives a frozen dataclass to those after it; nothing is global.

    resources → adapters → signals → services → workers → edges → loops
                             what hears of a commit, in which order

`gateway.wire` runs them all. `operating` wires what the command line needs without a gateway.
"""

"""`python -m simulation`: the same as `./firuze simulate`."""

import typer

from simulation.command import simulate

if __name__ == "__main__":
    typer.run(simulate)

"""The errors that the command line shows to a person."""


class CliError(Exception):
    """One clear sentence, and how to fix it; shown without a traceback, exit code `code`."""

    def __init__(self, problem: str, *, way_out: str = "", code: int = 1) -> None:
        super().__init__(problem)
        self.problem = problem
        self.way_out = way_out
        self.code = code

"""A real run whose reactions are broken on purpose: the verdict says so, and of nothing else."""

from shutil import rmtree

from faults.run import Plan, run
from stack.checkout import this_checkout

PLAN = Plan(seed=7, seconds=45, pairs=6, scripted=True, gateway="tests.faults.forgetful_gateway")


async def test_a_reaction_that_silently_does_not_happen_is_found() -> None:
    """Events that were left out, and agents who should be away; nothing else is amiss."""
    outcome = await run(this_checkout(), PLAN, print)
    findings = outcome.verdict.findings
    assert not outcome.is_good
    assert outcome.settled_after is not None, "a silent loss keeps nothing from settling"
    assert set(outcome.verdict.counts) == {"reaction missed"}
    assert any("were never handled" in each.what for each in findings)
    assert any("let two offers run out" in each.what for each in findings)
    rmtree(outcome.logs)

"""The command line: registers every command under its name."""

import typer

from cli.commands.audit import audit
from cli.commands.bench import bench
from cli.commands.check import check
from cli.commands.customer import customers
from cli.commands.demo import demo
from cli.commands.doctor import doctor
from cli.commands.evaluate import evaluate
from cli.commands.faults import faults
from cli.commands.gallery import gallery
from cli.commands.mail import mail
from cli.commands.migrate import migrate
from cli.commands.products import products
from cli.commands.reset import reset
from cli.commands.test import run_tests
from cli.commands.train import train
from cli.commands.up import up
from cli.commands.user import people
from cli.commands.version import version
from simulation.command import simulate

app = typer.Typer(
    help="Firuze: a help desk chat for your shop. Start with `./firuze demo`.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
for command in (demo, up, doctor, migrate, check, train, reset):
    app.command()(command)
app.add_typer(people, name="user")
app.add_typer(customers, name="customer")
app.add_typer(products, name="products")
app.add_typer(mail, name="mail")
app.command()(audit)
app.command("test")(run_tests)
for command in (evaluate, faults, gallery, simulate, version):
    app.command()(command)
app.add_typer(bench, name="bench")

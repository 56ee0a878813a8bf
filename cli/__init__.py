"""The command line: sets up, starts and watches the processes of Firuze."""

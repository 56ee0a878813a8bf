"""The commands of `./firuze`, one file each, named like the command."""

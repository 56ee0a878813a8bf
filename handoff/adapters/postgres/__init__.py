"""The record: tables, queries, migrations."""

"""How well the bot understands: the test sets, the measures, and their presentation.

sets (read from disk) → reading (what a trained model makes of it) → measures (pure) →
floors, tables, report
"""

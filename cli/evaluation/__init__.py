"""How well the bot understands: sets to measure on, the measures, and how they are shown.

sets (what is read from disk) → reading (what a trained model makes of it) → measures (pure) →
floors, tables, report
"""

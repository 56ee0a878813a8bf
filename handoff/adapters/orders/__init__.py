"""The shop's own order system, as `OrderSource`: any HTTP API, or WooCommerce's.

Without an orders file the built-in table is the order system (`PostgresOrders`).
"""

"""A server of the shop's own, which orders and products are asked of: read within bounds, and left alone
while it is down."""

"""Valkey: presence leases, limits and the fan-out between gateways. Losing it loses no data."""

"""All that is kept of a customer, as documents for them."""

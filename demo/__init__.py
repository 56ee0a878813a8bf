"""The demo shop: a bookshop with staff, customers, orders in every state, and a little history."""

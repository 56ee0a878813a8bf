"""Which agent gets which chat, and what a waiting customer may be promised."""

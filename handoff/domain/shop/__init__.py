"""The shop itself: its hours, its orders, what it says about itself."""

"""What events make of the state, each kind in the module of what it tells of; `evolve` joins them."""

"""What may be said between Lanyard programs. Pure: no Qt, socket, clock, thread or disk."""

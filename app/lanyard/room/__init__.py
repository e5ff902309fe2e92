"""What a room is: who is in it, in which order things were said, who gets what. Pure."""

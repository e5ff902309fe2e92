"""What must outlive the program: one SQLite file a profile, written by one thread."""

"""Windows, panels and delegates; they show what the models hold and keep no truth."""

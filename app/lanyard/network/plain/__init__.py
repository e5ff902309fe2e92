"""The workbench for plain sockets: listeners with replies, connections, and what passes on them."""

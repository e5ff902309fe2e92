"""Qt sockets, thin: everything that carries the wire's words from machine to machine."""

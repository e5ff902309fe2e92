"""Files on their way: offers given and taken, data links, blocks, disk, relay."""

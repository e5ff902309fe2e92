"""The script a bundle starts: the same program that ``python -m lanyard`` is."""

import sys

from lanyard.__main__ import main

if __name__ == "__main__":
    sys.exit(main())

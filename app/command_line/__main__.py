"""`daybook`: the actions and queries of the program without a screen."""

import multiprocessing
import sys

from app.command_line.program import main

if __name__ == "__main__":
    multiprocessing.freeze_support()  # the reader of imports runs in a child process
    sys.exit(main(sys.argv[1:]))

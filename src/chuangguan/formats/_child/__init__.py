"""The readers of files that others made, run in a process of its own, because a bad file may bring its reader down.

`__main__` starts one of them under the limits of `limits`. None imports anything of the package, so that the process
starts at once and depends on nothing that a hostile file could reach.
"""

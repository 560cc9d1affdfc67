"""
Copies of runs in the trackers of others. A module here is a tracker, called as `--track` names it.

Each is made from the run folder alone, which stays the truth, and lies in a local folder: nothing goes over a network.
"""

"""How fast a spec trains on this machine: each engine in a process of its own, all of them in turn."""

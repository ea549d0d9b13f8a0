"""Everything `make run` and `make test` need on one machine; production uses none of it.

`bootstrap.py` runs before `.venv` exists and reads only the standard library. Nothing here imports
Django or an app: the portal's processes are started from outside, as compose would.
"""

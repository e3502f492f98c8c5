"""What leaves the house, one file a resource: its public shape from its table, and its columns.

The API, the pages and the files of a plan all read these declarations; see app/columns.py.
"""

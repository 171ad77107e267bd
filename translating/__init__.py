"""The texts of Earful in other languages: found, put into catalogues, compiled. `make texts` runs it.

It needs Babel and no gettext, and only who changes texts needs it: the compiled catalogues are in the
repository. docs/translating.md says how one translates.
"""

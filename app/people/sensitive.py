"""Sensitive charts: which charts only their care team opens, and who is in it.

A sensitive chart is opened by the people of its care team; everybody else with the right to charts opens it
in an emergency only (`app/security/break_glass`).
"""

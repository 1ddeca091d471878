"""Runs of tasks and workflows on this machine: inputs, secrets, calls, and what comes out."""

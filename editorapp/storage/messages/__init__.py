"""The bus on a real database: logs, queue, outbox, processes and read models in SQLite, workers in threads.

Knows no editor: any program that describes itself as a `Domain` runs on it, see `service.py`.
"""

"""Counts what a test's program asserts; tests/*/test_*.py, each a program of its own, close with finish()."""
import sys

counts = {"passed": 0, "failed": 0, "skipped": 0}


def check(name, holds, detail=""):
    counts["passed" if holds else "failed"] += 1
    if not holds:
        print(f"FAILED: {name}{' - ' + str(detail)[:300] if str(detail) else ''}", flush=True)


def skip(name):
    counts["skipped"] += 1
    print(f"{name} left out")


def finish():
    skipped = f", {counts['skipped']} skipped" if counts["skipped"] else ""
    print(f"{counts['passed']} passed, {counts['failed']} failed{skipped}")
    sys.exit(1 if counts["failed"] or not counts["passed"] else 0)

#!/usr/bin/env python3
"""Breaks the disk under a writer at every operation in turn, cuts the power at every one, and kills the writer under load:
whatever was acknowledged is there, under the same root, and the ledger verifies. With a control that must fail: a disk that
believes syncs without doing them. usage: test_faults.py APPEND_LOAD FAULTIO.SO FAULTMEM.SO. KILLS= (50) and SEED= may be set.
CANDOUR_TEST_POSTGRES: kills there too. Prints 'N passed, N failed'."""
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../base"))
from tally import check, finish  # noqa: E402

load, shim, starve = map(os.path.abspath, sys.argv[1:4])
folder = tempfile.mkdtemp(prefix="candour-faults-")
kills, seed = int(os.environ.get("KILLS", "50")), int(os.environ.get("SEED", "1"))
dice = random.Random(seed)
print(f"seed {seed}")


def holds(store, acks):
    """Everything acknowledged is there and verify finds nothing."""
    answer = subprocess.run([load, "--check", store], input=acks, capture_output=True, text=True)
    return answer.returncode == 0, answer.stdout + answer.stderr


base, store = os.path.join(folder, "base.db"), os.path.join(folder, "work.db")
first = subprocess.run([load, base, "3", "3"], capture_output=True, text=True).stdout


def fresh():
    for end in ("", "-wal", "-shm"):
        if os.path.exists(store + end):
            os.unlink(store + end)
    shutil.copyfile(base, store)


def broken(mode, at, load_of=("12", "3"), **more):
    """A run of twelve entries in four commits on a disk with that fault. Its acknowledgements and status."""
    fresh()
    surroundings = {**os.environ, "LD_PRELOAD": shim, "FAULT_MODE": mode, "FAULT_AT": str(at),
                    **{f"FAULT_{k.upper()}": str(v) for k, v in more.items()}}
    answer = subprocess.run([load, store, *load_of], capture_output=True, text=True, env=surroundings)
    return answer.stdout, answer.returncode, answer.stderr


_, status, told = broken("count", -1)
operations = int(re.search(r"operations (\d+)", told).group(1))
check("an untouched run", status == 0 and operations > 20, told)
runs = acknowledged = 0
for mode, more in (("enospc", {}), ("eio", {}), ("short", {}), ("fsync", {}), ("lose", {"seed": 0}), ("lose", {"seed": 7}),
                   ("lose", {"seed": 99})):
    for at in range(1, operations + 1):
        acks, status, told = broken(mode, at, **more)
        good, why = holds(store, first + acks)
        runs, acknowledged = runs + 1, acknowledged + acks.count("\n")
        # 0 the fault was not met or was mended; 2, 3 refused with a sentence; 5 a commit failed; 99 the power went.
        check(f"{mode} {more} at {at}: ended as it should", status in (0, 2, 3, 5, 99), (status, told))
        check(f"{mode} {more} at {at}: nothing lost", good, why)
print(f"{runs} broken runs of {operations} operations, {acknowledged} entries acknowledged")

# A batch larger than the store's cache is written before its commit: a failure then takes the whole transaction, not the
# savepoint alone, and what the writer goes on to put would stand outside of it.
LARGE = ("90", "90", "250000")
_, status, told = broken("count", -1, LARGE)
many = int(re.search(r"operations (\d+)", told).group(1))
check("a large batch", status == 0 and many > 1000, told)
for mode in ("eio", "enospc"):
    for at in sorted(dice.sample(range(many // 20, many // 3), 8)):
        acks, status, told = broken(mode, at, LARGE)
        good, why = holds(store, first + acks)
        check(f"large batch, {mode} at {at}: all or nothing", good and status in (0, 3, 5), (status, told, why))

control = [at for at in range(1, operations + 1)
           if (lambda acks: acks and not holds(store, first + acks)[0])(broken("lose", at, seed=0, deaf=1)[0])]
check("control: a disk that does not sync loses what was acknowledged", len(control) > 5, control)
print(f"control: {len(control)} of {operations} runs lost something on a disk that does not sync")


def hungry(at, all_of_them, load_of=("12", "3")):
    """The same run on a machine that has no memory at that asking, or none from there on."""
    fresh()
    surroundings = {**os.environ, "LD_PRELOAD": starve, "MEMORY_AT": str(at)}
    if all_of_them:
        surroundings["MEMORY_ALL"] = "1"
    answer = subprocess.run([load, store, *load_of], capture_output=True, text=True, env=surroundings, timeout=60)
    return answer.stdout, answer.returncode, answer.stderr


_, status, told = hungry(0, False)
asked = int(re.search(r"allocations (\d+)", told).group(1))
check("an untouched run", status == 0 and asked > 200, told)
starved = silent = 0
for all_of_them in (False, True):
    for at in range(1, asked + 1, max(1, asked // 250)):
        acks, status, told = hungry(at, all_of_them)
        good, why = holds(store, first + acks)
        starved += status != 0
        silent += status != 0 and not told.strip()
        # A machine without memory ends the process with a sentence, or refuses; it never breaks it (a negative status).
        check(f"allocation {at} of {asked}, all {all_of_them}: ended as it should", status >= 0, (status, told))
        check(f"allocation {at} of {asked}, all {all_of_them}: nothing lost", good, why)
check("some of them were met", starved > 50, starved)
print(f"{asked} allocations: {starved} runs ended by want of memory, {silent} of them without a word")


def kill_again_and_again(where, times, name):
    acks = ""
    for _ in range(times):
        writer = subprocess.Popen([load, where, "0", str(dice.choice((1, 3, 16)))], stdout=subprocess.PIPE, text=True)
        time.sleep(dice.uniform(0.005, 0.2))
        writer.send_signal(signal.SIGKILL)
        told = writer.stdout.read()
        writer.wait()
        acks += told[:told.rfind("\n") + 1]
    good, why = holds(where, acks)
    count = acks.count("\n")
    check(f"{name}: {times} kills, none of {count} lost", good and count > times, why)
    print(f"{name}: {times} kills, {count} acknowledged")


kill_again_and_again(os.path.join(folder, "killed.db"), kills, "sqlite")
server = os.environ.get("CANDOUR_TEST_POSTGRES")
if server:
    name = f"faults_{dice.randrange(10 ** 12)}_{os.getpid()}"
    subprocess.run(["psql", "-q", server, "-c", f"CREATE SCHEMA {name}"], check=True)
    kill_again_and_again(f"{server}?options=-csearch_path%3D{name}", max(kills // 5, 5), "postgresql")
    subprocess.run(["psql", "-q", server, "-c", f"DROP SCHEMA {name} CASCADE"], capture_output=True, check=True)
shutil.rmtree(folder)
finish()

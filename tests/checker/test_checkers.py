#!/usr/bin/env python3
"""Two checkers, one ledger: they accept what is true, agree with each other, and accept nothing altered.
usage: test_checkers.py CANDOUR CANDOUR-CHECK CANDOUR_CHECK.PY. Prints 'N passed, N failed'."""
import os
import random
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../base"))
from tally import check, finish  # noqa: E402

candour, in_c, in_python = map(os.path.abspath, sys.argv[1:4])
folder = tempfile.mkdtemp(prefix="candour-checker-")
os.chdir(folder)
seed = int(os.environ.get("SEED", "7"))
dice = random.Random(seed)
print(f"seed {seed}")


def run(*words, text=None):
    return subprocess.run(words, capture_output=True, text=True, input=text)


def verdicts(verb, path, key):
    made = []
    for checker in ([in_c], [sys.executable, in_python]):
        answer = run(*checker, verb, path, "--key", key)
        made.append((answer.returncode, answer.stdout))
    return made


def content(output):
    """What is proved, without the wording of the two programs."""
    return re.findall(r"field +(\d+) (.*)", output), "PROVED" in output or "SAME" in output


check("a ledger is made", run(candour, "demo", "--children", "10", "--seed", "5", "--store", "a.db").returncode == 0)
run(candour, "checkpoint", "--store", "a.db", "--output", "old.note")
key = re.search(r"demonstration\.example/\S+\+[0-9a-f]{8}\+\S+", open("a.db", "rb").read().decode("latin-1")).group(0)[:200]
key = re.match(r"demonstration\.example/marlbrook\+[0-9a-f]{8}\+[A-Za-z0-9+/]{44}", key).group(0)
for i in range(3):
    run(candour, "account", "--sign-in", f"w{i}", "--name", "Some One", "--role", "SW", "--store", "a.db",
        text="heron walks under rain\n")
for seq in (0, 1, 50, 200):
    check(f"entry {seq} is proved", run(candour, "prove", "entry", str(seq), "--store", "a.db", "--output", f"{seq}.proof")
          .returncode == 0)
    c, python = verdicts("record", f"{seq}.proof", key)
    check(f"both accept entry {seq}", c[0] == 0 and python[0] == 0, (c, python))
check("an entry that is not there", run(candour, "prove", "entry", "99999999", "--store", "a.db").returncode == 2)
check("consistency is proved", run(candour, "prove", "consistency", "old.note", "--store", "a.db", "--output", "c.proof")
      .returncode == 0)
c, python = verdicts("consistency", "c.proof", key)
check("both say SAME HISTORY", c[0] == 0 and python[0] == 0 and "SAME" in c[1] and "SAME" in python[1], (c, python))
wrong = key[:-4] + ("AAAA" if key[-4:] != "AAAA" else "BBBB")
check("another key is refused", [v[0] for v in verdicts("record", "50.proof", wrong)] == [1, 1])

for verb, name in (("record", "50.proof"), ("consistency", "c.proof")):
    whole = open(name, "rb").read()
    truth = verdicts(verb, name, key)
    for position in sorted(dice.sample(range(len(whole)), min(120, len(whole)))):
        altered = bytearray(whole)
        altered[position] ^= 1 << dice.randrange(7)
        with open("altered", "wb") as file:
            file.write(altered)
        got = verdicts(verb, "altered", key)
        # Accepted only if what it proves is the very same: a byte after the last signature, say.
        for i in (0, 1):
            check(f"{name}, byte {position}, checker {i}", got[i][0] != 0 or content(got[i][1]) == content(truth[i][1]),
                  got[i][1])
    for cut in (10, len(whole) // 2, len(whole) - 100):
        with open("altered", "wb") as file:
            file.write(whole[:cut])
        check(f"{name} cut at {cut}", all(v[0] != 0 for v in verdicts(verb, "altered", key)))

with open("old.note", encoding="utf-8") as file:
    lines = file.read().split("\n")
lines[2] = "A" + lines[2][1:] if lines[2][0] != "A" else "B" + lines[2][1:]
with open("forged.note", "w", encoding="utf-8") as file:
    file.write("\n".join(lines))
answer = run(candour, "prove", "consistency", "forged.note", "--store", "a.db")
check("a checkpoint with another root: HISTORY CHANGED, status 1", answer.returncode == 1 and "HISTORY CHANGED" in answer.stdout,
      answer)
answer = run(candour, "verify", "--against", "forged.note", "--store", "a.db")
check("verify --against says so too", answer.returncode == 1 and "HISTORY CHANGED" in answer.stdout, answer.stdout)
check("verify --against the true one", run(candour, "verify", "--against", "old.note", "--store", "a.db").returncode == 0)
finish()

#!/usr/bin/env python3
"""Proves a record or a history that was carried out of Candour, without Candour and without its makers.

  candour_check.py record PROOF --key VKEY
  candour_check.py consistency PROOF --key VKEY

VKEY is the ledger's public key, as text or in a file, from somewhere you trust. Exit status: 0 proved, 1 not, 2 the
files cannot be read. Python's standard library alone; the formats are in docs/ledger.md.
"""
import base64
import datetime
import hashlib
import os
import struct
import sys

# ---- Ed25519 verification (RFC 8032, section 5.1.7) ----
P = 2 ** 255 - 19
L = 2 ** 252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)


def add(a, b):
    x = (a[1] - a[0]) * (b[1] - b[0]) % P
    y = (a[1] + a[0]) * (b[1] + b[0]) % P
    z, w = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    e, f, g, h = y - x, w - z, w + z, y + x
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(n, point):
    made = (0, 1, 1, 0)
    while n:
        if n & 1:
            made = add(made, point)
        point, n = add(point, point), n >> 1
    return made


def point_of(data):
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (1 << 255) - 1
    if y >= P:
        return None
    xx = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(xx, (P + 3) // 8, P)
    if (x * x - xx) % P:
        x = x * ROOT % P
    if (x * x - xx) % P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return x, y, 1, x * y % P


BASE = point_of((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def signed(key, signature, message):
    a, r = point_of(key), point_of(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if not a or not r or s >= L:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % L
    left, right = times(s, BASE), add(r, times(h, a))
    return (left[0] * right[2] - right[0] * left[2]) % P == 0 and (left[1] * right[2] - right[1] * left[2]) % P == 0


# ---- the tree (RFC 9162, sections 2.1.3.2 and 2.1.4.2) ----
def sha(*pieces):
    return hashlib.sha256(b"".join(pieces)).digest()


def node(left, right):
    return sha(b"\1", left, right)


def included(leaf, index, size, path, root):
    if index >= size:
        return False
    fn, sn, r = index, size - 1, leaf
    for p in path:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            r = node(p, r)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            r = node(r, p)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and r == root


def consistent(old, size, path, old_root, root):
    if old > size:
        return False
    if old == size:
        return not path and old_root == root
    if old == 0:
        return not path and old_root == sha()
    path = list(path)
    fr = old_root if old & (old - 1) == 0 else path.pop(0) if path else None
    if fr is None or (not path and old & (old - 1) == 0):
        return False
    sr, fn, sn = fr, old - 1, size - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    for c in path:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            fr, sr = node(c, fr), node(c, sr)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            sr = node(sr, c)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and fr == old_root and sr == root


# ---- notes and keys (C2SP signed-note) ----
class Unreadable(Exception):
    pass


def decode(text):
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError:
        raise Unreadable("a line is not base64")
    if base64.b64encode(data).decode() != text:
        raise Unreadable("a line is not base64 as it should be")
    return data


def read_key(text):
    if os.path.exists(text):
        with open(text, encoding="utf-8") as file:
            text = file.read()
    parts = text.strip().split("+", 2)
    if len(parts) != 3:
        raise Unreadable("the key is not NAME+ID+BASE64")
    data = decode(parts[2])
    kid = sha(parts[0].encode(), b"\n", data)[:4]
    if len(data) != 33 or data[0] != 1 or kid.hex() != parts[1]:
        raise Unreadable("the key does not agree with itself")
    return parts[0], kid, data[1:]


def read_note(text, key):
    """Size and root of a checkpoint that this key signed."""
    name, kid, public = key
    body, separator, lines = text.partition("\n\n")
    rows = body.split("\n")
    if not separator or len(rows) != 3 or rows[0] != name or not rows[1].isdigit() or str(int(rows[1])) != rows[1]:
        raise Unreadable("a checkpoint is not three lines of this ledger")
    root = decode(rows[2])
    if len(root) != 32:
        raise Unreadable("a root is not 32 bytes")
    for line in lines.split("\n"):
        if line.startswith(f"\u2014 {name} "):
            data = decode(line[len(name) + 3:])
            if len(data) == 68 and data[:4] == kid and signed(public, data[4:], (body + "\n").encode()):
                return int(rows[1]), root
    raise Unreadable("a checkpoint is not signed by this key")


def hashes(lines):
    made = [decode(line) for line in lines]
    if any(len(h) != 32 for h in made) or len(made) > 64:
        raise Unreadable("the path is not made of hashes")
    return made


# ---- a record ----
def moment(us):
    if us == 2 ** 63 - 1:
        return "still so"
    return (datetime.datetime(1970, 1, 1) + datetime.timedelta(microseconds=us)).strftime("%Y-%m-%d %H:%M:%S UTC")


def read_parts(data):
    commits, told = [], []
    while data:
        if len(data) < 39:
            raise Unreadable("a part is cut off")
        state, field, size = struct.unpack(">BHI", data[:7])
        mark, value, data = data[7:39], data[39:39 + size], data[39 + size:]
        if len(value) != size or state > 1 or (state == 1 and size):
            raise Unreadable("a part is not well formed")
        commits.append(mark if state else sha(b"CDP1", struct.pack(">H", field), mark, value))
        told.append((field, None if state else value))
    return commits, told


def check_record(text, key):
    head, _, note = text.partition("\n\n")
    lines = head.split("\n")
    if len(lines) < 3 or lines[0] != "c2sp.org/tlog-proof@v1" or not lines[1].startswith("extra ") \
            or not lines[2].startswith("index ") or not lines[2][6:].isdigit():
        raise Unreadable("this is not a proof of an entry")
    extra, index = decode(lines[1][6:]), int(lines[2][6:])
    size, root = read_note(note, key)
    leaf, parts = extra[4:156], extra[156:]
    if extra[:4] != struct.pack(">I", 152) or len(leaf) != 152 or leaf[:4] != b"CDL1":
        raise Unreadable("the entry's leaf is not one of Candour's")
    kind, version = struct.unpack(">HH", leaf[4:8])
    seq, recorded, begins, ends = struct.unpack(">Qqqq", leaf[24:56])
    role, flags, count, _ = struct.unpack(">HHIQ", leaf[104:120])
    commits, told = read_parts(parts)
    if seq != index or count != len(commits) or sha(b"CDB1", struct.pack(">I", count), *commits) != leaf[120:]:
        return False, "the parts are not those that the entry committed to"
    if not included(sha(b"\0", leaf), index, size, hashes(lines[3:]), root):
        return False, "the entry is not in the ledger that was signed"
    print(f"Entry {seq} of {key[0]}, kind {kind:#06x} version {version}")
    print(f"  happened  {moment(begins)}" + ("" if ends - begins <= 1 else f" to {moment(ends)}"))
    print(f"  recorded  {moment(recorded)}, in role {role}{', imported' if flags & 1 else ''}")
    print(f"  author    {leaf[88:104].hex()}\n  subject   {leaf[72:88].hex()}")
    for field, value in told:
        shown = "(withheld or erased)" if value is None else value.decode("utf-8", "replace")
        print(f"  field {field:5} {shown}")
    return True, f"this is entry {index} of the {size} that the checkpoint covers, word for word"


def check_consistency(text, key):
    first, _, rest = text.partition("\n\n")
    lines = first.split("\n")
    if len(lines) < 2 or lines[0] != "candour-consistency@v1":
        raise Unreadable("this is not a proof of consistency")
    sizes = lines[1].split(" ")
    halves = rest.split("\n\n")
    if len(halves) != 4 or len(sizes) != 2 or not all(s.isdigit() for s in sizes):
        raise Unreadable("the proof does not hold two checkpoints")
    old_size, old_root = read_note(halves[0] + "\n\n" + halves[1] + "\n", key)
    size, root = read_note(halves[2] + "\n\n" + halves[3], key)
    if [str(old_size), str(size)] != sizes:
        return False, "the sizes are not those of the checkpoints"
    if not consistent(old_size, size, hashes(lines[2:]), old_root, root):
        return False, "the newer ledger does not begin with the older one"
    return True, f"the first {old_size} of {size} entries are what they were"


def main(words):
    if len(words) != 4 or words[0] not in ("record", "consistency") or words[2] != "--key":
        print(__doc__, file=sys.stderr)
        return 2
    try:
        key = read_key(words[3])
        with open(words[1], encoding="utf-8", newline="") as file:
            text = file.read()
        good, why = (check_record if words[0] == "record" else check_consistency)(text, key)
    except Unreadable as error:
        good, why = False, str(error)
    except (OSError, UnicodeDecodeError) as error:
        print(f"candour_check: {error}", file=sys.stderr)
        return 2
    if words[0] == "record":
        print(f"{'PROVED' if good else 'NOT PROVED'}: {why}.")
    else:
        print(f"{'SAME HISTORY' if good else 'HISTORY CHANGED, or not proved'}: {why}.")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

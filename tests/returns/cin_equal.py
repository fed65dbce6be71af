#!/usr/bin/env python3
"""Are two CIN census files equal in every item?  cin_equal.py FIRST SECOND [--flags-exact]

Independent of the program: the standard library's ElementTree only. An element counts by its path
and its trimmed text; an empty element and a missing one are equal, blocks that hold nothing are
left out, text between elements is no item. Children are compared in file order, blocks of one
name in file order, items of one name in file order. Flags are compared by meaning (true, TRUE and
1 are the same) unless --flags-exact is given. Header items count as
well: the export gives back what was read.

Exit status 0: equal; 1: not, with the first differences on standard output; 2: could not be read.
"""
import sys
import xml.etree.ElementTree as ET

FLAGS = {"ReferralNFA", "ICPCnotRequired", "FGDMMeetingOffer", "FGDMMeetingFac"}
MEANING = {"true": "1", "TRUE": "1", "1": "1", "false": "0", "FALSE": "0", "0": "0"}
SHOWN = 20


def tag(element):
    return element.tag.split("}")[-1]


def tree(element, exact):
    """(name, text) for an item, (name, [children]) for a block; None when it holds nothing."""
    name = tag(element)
    if len(element) == 0:
        text = (element.text or "").strip()
        if not text:
            return None
        if name in FLAGS and not exact:
            text = MEANING.get(text, text)
        return name, text
    inner = [t for t in (tree(child, exact) for child in element) if t]
    if not inner:
        return None
    # The census fixes the order of names; within a name the file's order is kept (a stable sort).
    inner.sort(key=lambda t: t[0])
    return name, inner


def differences(path, first, second):
    if first == second:
        return
    if not isinstance(first[1], list) or not isinstance(second[1], list):
        yield "%s: %r / %r" % (path, first[1], second[1])
        return
    a, b = list(first[1]), list(second[1])
    names = sorted({t[0] for t in a} | {t[0] for t in b})
    for name in names:
        left, right = [t for t in a if t[0] == name], [t for t in b if t[0] == name]
        for n in range(max(len(left), len(right))):
            here = "%s/%s[%d]" % (path, name, n)
            if n >= len(left):
                yield "%s: only in the second: %.200r" % (here, right[n][1])
            elif n >= len(right):
                yield "%s: only in the first: %.200r" % (here, left[n][1])
            else:
                yield from differences(here, left[n], right[n])


def read(path, exact):
    """Header and children, one child at a time in memory."""
    header, children = None, []
    for event, element in ET.iterparse(path, events=("end",)):
        if tag(element) == "Child":
            children.append(tree(element, exact))
            element.clear()
        elif tag(element) == "Header":
            header = tree(element, exact)
    return header, [child for child in children if child]


def main():
    names = [a for a in sys.argv[1:] if not a.startswith("--")]
    exact = "--flags-exact" in sys.argv
    if len(names) != 2:
        print(__doc__)
        return 2
    try:
        (head_a, a), (head_b, b) = read(names[0], exact), read(names[1], exact)
    except (OSError, ET.ParseError) as problem:
        print(problem)
        return 2
    found = list(differences("Header", head_a or ("Header", []), head_b or ("Header", [])))
    if len(a) != len(b):
        found.append("children: %d / %d" % (len(a), len(b)))
    for n, (left, right) in enumerate(zip(a, b)):
        found.extend(differences("Child[%d]" % n, left, right))
        if len(found) > SHOWN:
            break
    for line in found[:SHOWN]:
        print(line)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""Pages that must be refused, each with its sentence: `refused.py PAGEC SOURCE-ROOT CC`.

pages/ are refused by the page compiler, c/ by the C compiler at the page's own line (a type that nobody may
print, an option that a part does not have); good/ must compile. The .expect beside a page holds a piece of
the message. Prints what went otherwise, then `N passed, N failed`.
"""
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / 'base'))
from tally import check, finish  # noqa: E402

pagec, root, compiler = sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3:]
here = pathlib.Path(__file__).parent


def compiled(page, folder):
    made = pathlib.Path(folder) / (page.stem + '.c')
    ran = subprocess.run([pagec, str(page), str(made)], capture_output=True, text=True)
    return ran, made


def c_compiled(made):
    return subprocess.run(compiler + ['-std=c17', '-D_GNU_SOURCE', '-Wall', '-Wextra', '-Wpedantic',
                          '-Werror', '-Wshadow', '-fsyntax-only', f'-I{root / "src"}', str(made)],
                          capture_output=True, text=True)


with tempfile.TemporaryDirectory() as folder:
    for page in sorted((here / 'pages').glob('*.page')):
        ran, made = compiled(page, folder)
        wanted = page.with_suffix('.expect').read_text().strip()
        said = ran.stderr.strip()
        check(page.name, ran.returncode == 1 and wanted in said and said.startswith(f'{page}:') and
             not made.exists(), f'wanted "{wanted}", got status {ran.returncode}, "{said}"')
    for page in sorted((here / 'c').glob('*.page')):
        ran, made = compiled(page, folder)
        wanted = page.with_suffix('.expect').read_text().strip()
        built = c_compiled(made) if ran.returncode == 0 else ran
        check(page.name, ran.returncode == 0 and built.returncode != 0 and wanted in built.stderr,
             f'wanted an error at {wanted}, got "{built.stderr[:400]}"')
    for page in sorted((here / 'good').glob('*.page')):
        ran, made = compiled(page, folder)
        built = c_compiled(made) if ran.returncode == 0 else ran
        check(page.name, built.returncode == 0, built.stderr[:400])

finish()

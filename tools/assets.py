#!/usr/bin/env python3
"""Makes what browsers get ready to be built in: `assets.py OUT FILE...`.

Copies each file into OUT, puts hashed addresses in the place of `/assets/NAME` where a later file names an
earlier one, compresses with brotli at its highest level, and writes OUT/asset_list.h: a row a file, with the
first 16 hex digits of its SHA-256, which are its ETag and stand in its address.
"""
import hashlib
import os
import re
import subprocess
import sys

TYPES = {
    '.css': 'text/css; charset=utf-8',
    '.js': 'text/javascript; charset=utf-8',
    '.svg': 'image/svg+xml',
}


def main():
    out, files = sys.argv[1], sys.argv[2:]
    rows, urls = [], {}
    for path in files:
        name = os.path.basename(path)
        stem, extension = os.path.splitext(name)
        with open(path, 'rb') as f:
            content = f.read()
        for other, url in urls.items():
            content = content.replace(f'/assets/{other}'.encode(), url.encode())
        digest = hashlib.sha256(content).hexdigest()[:16]
        urls[name] = f'/assets/{stem}.{digest}{extension}'
        made = os.path.join(out, name + '.asset')
        with open(made, 'wb') as f:
            f.write(content)
        subprocess.run(['brotli', '-q', '11', '-f', '-o', os.path.join(out, name + '.br'), made], check=True)
        symbol = re.sub(r'\W', '_', name)
        rows.append(f'ASSET({symbol}, "{name}", "{urls[name]}", "{digest}", "{TYPES[extension]}")\n')
    with open(os.path.join(out, 'asset_list.h'), 'w', encoding='ascii') as f:
        f.write('/* Made by tools/assets.py. ASSET(symbol, name, address, hash, type) */\n')
        f.writelines(rows)


main()

#!/bin/sh
# Tiny trees that tools/floors.sh must refuse, and one that it must not. Usage: test_floors.sh FLOORS
floors=$1
passed=0 failed=0
top=$(mktemp -d) || exit 1
trap 'rm -rf "$top"' EXIT

# A tree for each case: NAME EXPECTED-STATUS FILE CONTENT [WORDS-IT-MUST-SAY]
try() {
    rm -rf "$top/tree"
    mkdir -p "$top/tree/src/base" "$(dirname "$top/tree/$3")"
    printf '/* sound */\n#include "base/text.h"\n' > "$top/tree/src/base/text.c"
    printf '%s\n' "$4" > "$top/tree/$3"
    said=$(sh "$floors" "$top/tree" 2>&1)
    status=$?
    if [ "$status" -eq "$2" ] && case $said in *"$5"*) true ;; *) false ;; esac; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        printf 'failed: %s (status %s): %s\n' "$1" "$status" "$said"
    fi
}

try 'sound tree'            0 src/web/page.c      '#include "practice/access.h"'
try 'own room'              0 src/store/pg.c      '#include "store/store.h"'
try 'upwards'               1 src/base/text.h     '#include "ledger/entry.h"'    'base may not use ledger'
try 'sideways'              1 src/web/page.c      '#include "cli/command.h"'     'web may not use cli'
try 'sideways below'        1 src/store/store.c   '#include "dictionary/kind.h"' 'store may not use dictionary'
try 'no room'               1 src/web/page.c      '#include "page.h"'            'is in no room'
try 'indented include'      1 src/base/text.h     '  #  include "web/html.h"'    'base may not use web'
try 'a pass from a face'    1 src/web/page.c      '#include "record/pass.h"'     'only practice/access.c'
try 'a pass from practice'  1 src/practice/tasks.c '#include "record/pass.h"'    'only practice/access.c'
try 'a pass from access'    0 src/practice/access.c '#include "record/pass.h"'
try 'sqlite in a face'      1 src/cli/init.c      '#include <sqlite3.h>'         'src/store only'
try 'libpq in the ledger'   1 src/ledger/put.c    '#include <libpq-fe.h>'        'src/store only'
try 'sqlite in the store'   0 src/store/sqlite.c  '#include <sqlite3.h>'
try 'raw HTML in a page'    1 src/web/child.page  '{! html_raw(h, note) !}'      'unescaped'
try 'raw HTML at home'      0 src/web/html.c      'void html_raw(struct html *h, text s) {}'
try 'entry from a record'   1 src/record/put.c    '"INSERT INTO entry VALUES (1)"' 'only the ledger'
try 'entry replaced'        1 src/record/put.c    '"INSERT OR REPLACE INTO entry VALUES (1)"' 'only the ledger'
try 'head from practice'    1 src/practice/x.sql  'UPDATE head SET size = 0'     'only the ledger'
try 'body deleted'          1 src/record/put.c    '"DELETE FROM body"'           'only the ledger'
try 'entry from the ledger' 0 src/ledger/put.c    '"INSERT INTO entry VALUES (1)"'
try 'another table'         0 src/record/put.c    '"INSERT INTO entry_draft VALUES (1)"'
try 'SQL in a face'         1 src/web/page.c      'q = "SELECT name FROM child";' 'knows no SQL'
try 'a drawer'              1 src/base/utils.c    'int x;'                       'a drawer'
printf '%s passed, %s failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]

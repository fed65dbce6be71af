#!/bin/sh
# Where things may stand. Usage: tools/floors.sh [ROOT]. Silent on a sound tree; otherwise each line names
# the file, the line and the rule, and the status is 1. The floors themselves are in ARCHITECTURE.md.
cd "${1:-$(dirname "$0")/..}" || exit 2
bad=0

# Prints what stdin holds with a reason behind each line; remembers that there was something.
refuse() {
    found=$(cat)
    [ -z "$found" ] && return
    printf '%s\n' "$found" | cut -c1-160 | sed "s|\$|  <- $1|"
    bad=1
}

# Includes point down. Rooms on one floor are neighbours and may not include each other.
(cd src && grep -rn '^[[:space:]]*#[[:space:]]*include "' --include='*.[ch]' --include='*.page' . | awk '
BEGIN {
    n = split("base,store dictionary,ledger,record,practice,measures,assurance returns,web,cli", line, ",")
    for (i = 1; i <= n; i++) {
        m = split(line[i], room, " ")
        for (j = 1; j <= m; j++) floor[room[j]] = i
    }
}
{
    split($0, part, ":"); split(part[1], from, "/"); split($0, quote, "\""); split(quote[2], to, "/")
    here = "src" substr(part[1], 2) ":" part[2] ": "
    if (!(to[1] in floor)) { print here quote[2] " is in no room"; bad = 1 }
    else if (from[2] != to[1] && floor[to[1]] >= floor[from[2]]) {
        print here from[2] " may not use " to[1]; bad = 1
    }
    if (quote[2] == "record/pass.h" && from[2] != "record" && part[1] != "./practice/access.c") {
        print here "only practice/access.c makes a pass"; bad = 1
    }
}
END { exit bad }') || bad=1

refuse 'databases are known to src/store only' <<EOF
$(grep -rnE '#[[:space:]]*include[[:space:]]*[<"](sqlite3|libpq-fe|postgres)' src --include='*.[ch]' |
    grep -v '^src/store/')
EOF
refuse 'only web/html.c writes HTML unescaped' <<EOF
$(grep -rnw 'html_raw' src --include='*.[ch]' --include='*.page' |
    grep -vE '^src/web/html\.[ch]:')
EOF
refuse 'only the ledger writes its tables' <<EOF
$(grep -rnE '(INSERT( OR [A-Z]+)? INTO|UPDATE|DELETE FROM) +(entry|body|tile|head)([^a-z_]|$)' src \
    --include='*.[ch]' --include='*.sql' | grep -v '^src/ledger/')
EOF
refuse 'a face knows no SQL' <<EOF
$(grep -nrE '"[[:space:]]*(SELECT|INSERT INTO|INSERT OR|UPDATE|DELETE FROM|CREATE TABLE|WITH) ' \
    src/web src/cli --include='*.[ch]' --include='*.page' 2>/dev/null)
EOF
refuse 'SQL stands in a room, not in a face' <<EOF
$(find src/web src/cli -name '*.sql' 2>/dev/null)
EOF
refuse 'a drawer: name the subject instead' <<EOF
$(find src checker -regextype posix-extended \
    -regex '.*/(utils?|common|helpers?|misc|manager)[^/]*\.(c|h)' 2>/dev/null)
EOF
exit $bad

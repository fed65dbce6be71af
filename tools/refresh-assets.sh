#!/bin/sh
# Fetches govuk-frontend as tests/browser/package-lock.json pins it (npm checks the integrity hash), strips
# what may not be used off gov.uk (the GDS Transport fonts, the royal crest), and compares the result with
# what is in the repository. `tools/refresh-assets.sh --write` replaces it. No build needs this.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cp tests/browser/package.json tests/browser/package-lock.json tests/browser/.npmrc "$work/"
(cd "$work" && npm ci --ignore-scripts --silent)
dist=$work/node_modules/govuk-frontend/dist/govuk
mkdir "$work/vendor"

sed -E \
    -e 's,/\*! Copyright \(c\) 2011 by Margaret Calvert[^*]*\*/,,g' \
    -e 's,@font-face\{[^}]*\},,g' \
    -e 's/GDS Transport,arial,sans-serif/var(--app-font,arial,sans-serif)/g' \
    -e 's,(-webkit-mask-image|mask-image|background-image):url\([^)]*\);?,,g' \
    -e '/sourceMappingURL/d' "$dist/govuk-frontend.min.css" | sed '/^$/d' >"$work/vendor/govuk-frontend.css"
sed -E -e 's,//# sourceMappingURL=.*,,' "$dist/govuk-frontend.min.js" >"$work/vendor/govuk-frontend.js"
if grep -nE 'url\(|GDS Transport|crest' "$work/vendor/govuk-frontend.css" | cut -c1-200 | grep .; then
    echo "refresh-assets: something that must go is still in the style sheet" >&2
    exit 1
fi

mkdir "$work/fixtures"
for folder in "$dist"/components/*/; do
    name=$(basename "$folder")
    [ -f "tests/web/fixtures/$name.json" ] || [ "${1:-}" = --write ] || continue
    jq -c '{component, fixtures: [.fixtures[] | {name, options, html}]}' "$folder/fixtures.json" \
        >"$work/fixtures/$name.json"
done
# Parts of the design system that we do not use.
(cd "$work/fixtures" && rm -f accordion.json cookie-banner.json exit-this-page.json feedback.json \
    footer.json header.json language-navigation.json task-list.json)

if [ "${1:-}" = --write ]; then
    mkdir -p assets/vendor tests/web/fixtures
    cp "$work/vendor/"* assets/vendor/
    cp "$work/fixtures/"* tests/web/fixtures/
    (cd assets/vendor && sha256sum govuk-frontend.css govuk-frontend.js >SHA256SUMS)
    echo "refresh-assets: written; read the difference before you commit it"
else
    (cd assets/vendor && sha256sum --quiet -c SHA256SUMS)
    for f in govuk-frontend.css govuk-frontend.js; do cmp "$work/vendor/$f" "assets/vendor/$f"; done
    diff -r -x PROVENANCE.md "$work/fixtures" tests/web/fixtures
    echo "refresh-assets: all files are as govuk-frontend ships them, but for what is stripped"
fi

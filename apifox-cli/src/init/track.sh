#!/usr/bin/env bash
# Downloads the vendor's changes, and proposes them: a pull request for changed pages, or an issue for a refused page.
# `--check` only reports. Needs `gh`, GitHub's command line, with GH_TOKEN; without `sources` in apifox.yaml it does nothing.
set -euo pipefail
cd "$(dirname "$0")/.."

if ! grep -q '^sources:' apifox.yaml; then
    echo "skipped: apifox.yaml has no sources"
    exit 0
fi
body=target/track.md
mkdir -p target
code=0
apifox sync --format markdown "$@" >"$body" || code=$?
cat "$body"
case "$code" in
0) exit 0 ;;
1 | 3) ;;
*) exit "$code" ;;
esac
if [ "${1:-}" = --check ]; then exit "$code"; fi

# GitHub accepts at most 65536 characters as a body.
if [ "$(wc -c <"$body")" -gt 60000 ]; then
    head -c 60000 "$body" | iconv -c -f UTF-8 -t UTF-8 >"$body.short"
    printf '\n\nThis text is truncated; the log of the run has all of it.\n' >>"$body.short"
    mv "$body.short" "$body"
fi

# An open issue is updated, so that each change is reported once.
issue() {
    local number
    number=$(gh issue list --state open --search "in:title \"$1\"" --json number --jq '.[0].number // empty')
    if [ -n "$number" ]; then
        gh issue edit "$number" --body-file "$body"
    else
        gh issue create --title "$1" --body-file "$body"
    fi
}
if [ "$code" = 1 ]; then issue "A page of the vendor is refused"; fi
if [ -z "$(git status --porcelain --untracked-files=all -- spec src/generated CHANGELOG.md)" ]; then
    # A page that the vendor removed is to be removed by hand.
    if [ "$code" = 3 ]; then issue "The vendor removed a page"; fi
    exit 0
fi

# The part of the version to increase, as in `**Version:** at least 0.2.0 (minor): …`.
part=$(sed -n 's/^\*\*Version:\*\* at least [^ ]* (\([a-z]*\)).*/\1/p' "$body" | head -n 1)
git switch -C vendor-pages
git add spec src/generated CHANGELOG.md
git -c user.name="github-actions[bot]" -c user.email="41898282+github-actions[bot]@users.noreply.github.com" \
    commit -m "Update the vendor's pages"
gh auth setup-git
git push --force origin vendor-pages
if [ -n "$(gh pr list --head vendor-pages --state open --json number --jq '.[0].number // empty')" ]; then
    gh pr edit vendor-pages --body-file "$body"
else
    gh pr create --head vendor-pages --title "Update the vendor's pages" --body-file "$body"
fi
if [ -n "$part" ]; then
    gh label create "version: $part" --force
    gh pr edit vendor-pages --add-label "version: $part"
    for other in major minor patch; do
        if [ "$other" != "$part" ]; then gh pr edit vendor-pages --remove-label "version: $other" || true; fi
    done
fi

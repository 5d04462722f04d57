#!/usr/bin/env bash
# Shows that crash.py notices: builds copies of the checkout that each break one promise, and expects it to fail on them.
#
#   Tests/Tools/broken-builds.sh [NAME…]      of `intact` and the names in break-source.py; all unless said otherwise
#
# WORK (.build/broken) keeps the copy and what was built, so that the next time only what changed is built. ROUNDS (5)
# and CONFIGURATION (debug) as they say. Exits 1 if a broken build passes, or the intact one does not.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
work=${WORK:-$root/.build/broken}
configuration=${CONFIGURATION:-debug}
rounds=${ROUNDS:-5}
python=${PYTHON:-$([ -x "$root/.build/venv/bin/python" ] && echo "$root/.build/venv/bin/python" || echo python3)}
breaks=$root/Tests/Tools/break-source.py

names=("$@")
[ ${#names[@]} -gt 0 ] || names=(intact $("$python" "$breaks" --list))

# The checkout as it is, with times, so that what is as before is not built again.
copy() {
    mkdir -p "$work/copy"
    find "$work/copy" -mindepth 1 -maxdepth 1 -exec rm -rf {} +
    (cd "$root" && git ls-files -z --cached --others --exclude-standard |
        while IFS= read -r -d '' file; do if [ -e "$file" ]; then printf '%s\0' "$file"; fi; done |
        tar --null --files-from=- -cf -) | tar -xf - -C "$work/copy"
}

verdicts=()
failed=0
for name in "${names[@]}"; do
    echo "== $name"
    copy
    if [ "$name" != intact ]; then "$python" "$breaks" "$name" "$work/copy"; fi
    swift build --package-path "$work/copy" --scratch-path "$work/build" -c "$configuration" --product culprit ${SWIFT_FLAGS:-}
    export CULPRIT_BINARY=$work/build/$configuration/culprit
    status=0
    (cd "$root/Tests/EndToEndTests" && "$python" crash.py --rounds "$rounds" --seconds 1.5) 2>&1 | tee "$work/$name.log" |
        cut -c 1-400 || status=$?
    if [ "$name" = intact ]; then
        [ $status = 0 ] && verdict="passes, as it must" || { verdict="FAILS, and must not"; failed=1; }
    elif [ $status != 0 ] && grep -qE 'lost|doubled|doctor|times' "$work/$name.log"; then
        verdict="fails, as it must"
    else
        verdict="PASSES, and must not (exit $status)"
        failed=1
    fi
    verdicts+=("$(printf '%-24s %s' "$name" "$verdict")")
done
printf '%s\n' "== verdicts of crash.py" "${verdicts[@]}"
exit $failed

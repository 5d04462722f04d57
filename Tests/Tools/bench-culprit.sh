#!/usr/bin/env bash
# Measures the release binary with the bench kit in BENCH_DIR: CPU per event, throughput, memory, disk, cold start.
#
#   BENCH_DIR=../shared/bench Tests/Tools/bench-culprit.sh [PHASES]        default: cold,idle,ingest,probe,crash
#
# DURATION (20) and CONNECTIONS (16) go to the kit; results are added to OUT (/tmp/culprit-bench/results.jsonl).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

: "${BENCH_DIR:=../shared/bench}"
: "${CULPRIT_BIN:=$PWD/.build/release/culprit}"
: "${DURATION:=20}" "${CONNECTIONS:=16}"
phases=${1:-cold,idle,ingest,probe,crash}
work=/tmp/culprit-bench
: "${OUT:=$work/results.jsonl}"
[ -f "$BENCH_DIR/bench.py" ] || { echo "no bench kit in $BENCH_DIR; set BENCH_DIR" >&2; exit 1; }
[ -x "$CULPRIT_BIN" ] || { echo "no binary at $CULPRIT_BIN; run make build" >&2; exit 1; }
BENCH_DIR=$(cd "$BENCH_DIR" && pwd)

rm -rf "$work/data"
mkdir -p "$work"
corpus=$work/corpus.bin
[ -f "$corpus" ] || python3 "$BENCH_DIR/gen_events.py" -o "$corpus"

# The first start makes project 1 and prints its DSN.
"$CULPRIT_BIN" serve --listen 127.0.0.1:9000 --data "$work/data" >"$work/first-start.log" 2>&1 &
server=$!
trap 'kill "$server" 2>/dev/null || true' EXIT
for _ in $(seq 100); do
    grep -q 'listening on' "$work/first-start.log" && break
    sleep 0.1
done
CULPRIT_TOKEN=$("$CULPRIT_BIN" token create --name bench --data "$work/data" --json |
    python3 -c 'import json, sys; print(json.load(sys.stdin)["token"])')
CULPRIT_KEY=$(grep -oE '[0-9a-f]{32}@' "$work/first-start.log" | head -n 1 | tr -d @)
[ -n "$CULPRIT_KEY" ] || { echo "no DSN in $work/first-start.log" >&2; exit 1; }
kill "$server"
wait "$server" || { echo "the server did not stop in order" >&2; exit 1; }
trap - EXIT
export CULPRIT_BIN CULPRIT_KEY CULPRIT_TOKEN

run() {
    python3 "$BENCH_DIR/bench.py" "$1" --corpus "$corpus" --phase "$2" --duration "$DURATION" \
        --connections "$CONNECTIONS" --out "$OUT"
}

# Metrics count from the start of the process. A crash needs a count that outlives it: doctor's, from the stored events.
python3 - "$BENCH_DIR/targets/culprit.json" "$work/crash.json" <<'PYTHON'
import json, sys

target = json.load(open(sys.argv[1]))
count = "import json, sys; print(json.load(sys.stdin)['events'])"
target["count_cmd"] = f'${{CULPRIT_BIN}} doctor --data /tmp/culprit-bench/data --json | python3 -c "{count}"'
json.dump(target, open(sys.argv[2], "w"))
PYTHON

others=$(tr , '\n' <<<"$phases" | grep -vx crash | paste -sd , || true)
[ -z "$others" ] || run "$BENCH_DIR/targets/culprit.json" "$others"
if tr , '\n' <<<"$phases" | grep -qx crash; then
    run "$work/crash.json" crash
    "$CULPRIT_BIN" doctor --data "$work/data"
fi
echo "results: $OUT"

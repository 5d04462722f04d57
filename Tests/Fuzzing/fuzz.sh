#!/usr/bin/env bash
# Fuzzes what parses bytes from outside, with libFuzzer and the address sanitizer.
#
#   Tests/Fuzzing/fuzz.sh TARGET [RUNS]     a million runs unless said otherwise
#   Tests/Fuzzing/fuzz.sh all [RUNS]        every target, one after the other
#   Tests/Fuzzing/fuzz.sh TARGET FILE…      runs these inputs, as a crash that was found
#
# A target is Targets/NAME.swift with `fuzz(_ bytes: [UInt8])`. It starts from Tests/Fixtures/fuzz/NAME; what it finds
# interesting is kept, minimised, in BUILD/NAME/corpus, and what it breaks in BUILD/NAME/crash-…
# SOURCES fuzzes the sources of another checkout. SECONDS_MAX ends a run early. SWIFT_PROTOBUF is where that package is,
# if not among the checkouts of the last build. Builds nothing in the checkout.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
sources=${SOURCES:-$(cd "$here/../../Sources" && pwd)}
build=${BUILD:-/tmp/culprit-fuzz}
protobuf=${SWIFT_PROTOBUF:-$here/../../.build/checkouts/swift-protobuf}
fixtures=$(cd "$here/.." && pwd)/Fixtures/fuzz

# Which modules a target imports, in the order in which they are built; and sources that are compiled into the target
# itself, because their module cannot be built without the whole package.
modules_of() {
    case $1 in
    encoding) echo CAssets Compression ;;
    search) echo SentryProtocol Storage ;;
    scrubbing) echo SentryProtocol Storage Scrubbing ;;
    otlp) echo SentryProtocol SwiftProtobuf OpenTelemetry ;;
    *) echo SentryProtocol ;;
    esac
}
sources_of() {
    case $1 in
    multipart) find "$sources/Ingest/Endpoints/Multipart" -name '*.swift' ;;
    store) echo "$sources/Ingest/StoreBody.swift" ;;
    esac
}
libraries_of() {
    case $1 in
    encoding) echo -l:libdeflate.a -l:libzstd.a -l:libbrotlidec.a -l:libbrotlicommon.a -l:libz.a ;;
    esac
}

flags=(
    -O -parse-as-library -package-name culprit -sanitize=fuzzer,address -I "$build/modules"
    -enable-upcoming-feature ExistentialAny -enable-upcoming-feature MemberImportVisibility
    -I "$sources/CCompression" -Xcc -fmodule-map-file="$build/modules/CAssets.modulemap"
)

# Objects and modules are kept until a source is newer.
build_module() {
    local name=$1 object=$build/modules/$1.o folder=$sources/$1
    [ "$name" != SwiftProtobuf ] || folder=$protobuf/Sources/SwiftProtobuf
    if [ -f "$object" ] && [ -z "$(find "$folder" -newer "$object" -print -quit)" ]; then return; fi
    echo "building $name"
    if [ "$name" = CAssets ]; then
        clang -std=c23 -O1 -I "$sources/CAssets/include" -c "$sources/CAssets/assets.c" -o "$object"
        return
    fi
    local language=6
    # Not ours, and written for an earlier mode.
    [ "$name" != SwiftProtobuf ] || language=5
    swiftc "${flags[@]}" -swift-version $language -wmo -module-name "$name" -emit-module -emit-module-path "$build/modules/$name.swiftmodule" \
        -c -o "$object" $(find "$folder" -name '*.swift' | sort)
}

build_target() {
    local target=$1 objects=() module
    mkdir -p "$build/modules" "$build/$target/corpus"
    printf 'module CAssets { header "%s/CAssets/include/CAssets.h" export * }\n' "$sources" \
        >"$build/modules/CAssets.modulemap"
    for module in $(modules_of "$target"); do
        build_module "$module"
        objects+=("$build/modules/$module.o")
    done
    # The linker's warnings are about symbols of the sanitizer that nobody exports.
    swiftc "${flags[@]}" -swift-version 6 -wmo -module-name Fuzz "$here/Harness.swift" "$here/Targets/$target.swift" \
        $(sources_of "$target") "${objects[@]}" $(libraries_of "$target") -o "$build/$target/fuzz" \
        2> >(grep -v 'Cannot export local symbol' >&2)
}

run_target() {
    local target=$1 runs=$2 status=0 own=$build/$1
    local limits=(-max_len=16384 -timeout=10 -rss_limit_mb=2048 -malloc_limit_mb=512)
    # Leaks are looked for once, by the sanitizer at the end; Swift's own caches are none of ours.
    export ASAN_OPTIONS=detect_leaks=0 SWIFT_BACKTRACE=enable=no
    [ -z "${SECONDS_MAX:-}" ] || limits+=("-max_total_time=$SECONDS_MAX")
    echo "== $target: $runs runs"
    "$own/fuzz" "${limits[@]}" -runs="$runs" -print_final_stats=1 -artifact_prefix="$own/" \
        "$own/corpus" "$fixtures/$target" >"$own/log" 2>&1 || status=$?
    grep -E '^(stat::(number_of_executed_units|average_exec_per_sec|peak_rss_mb)|SUMMARY|Fatal error|==[0-9]+== ?ERROR)' \
        "$own/log" || true
    grep -oE 'cov: [0-9]+ ft: [0-9]+ corp: [^ ]+' "$own/log" | tail -n 1
    rm -rf "$own/smaller" && mkdir "$own/smaller"
    "$own/fuzz" "${limits[@]}" -merge=1 "$own/smaller" "$own/corpus" "$fixtures/$target" >"$own/merge.log" 2>&1 || true
    if [ -n "$(ls -A "$own/smaller")" ]; then
        rm -rf "$own/corpus" && mv "$own/smaller" "$own/corpus"
    fi
    echo "corpus: $(ls "$own/corpus" | wc -l) inputs, $(du -sb "$own/corpus" | cut -f1) bytes, in $own/corpus"
    if [ $status -ne 0 ]; then
        echo "FAILED: see $own/log"
        ls "$own"/{crash,timeout,oom,slow-unit}-* 2>/dev/null || true
    fi
    return $status
}

[ $# -gt 0 ] || { sed -n '2,12s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; exit 2; }
targets=("$1")
if [ "$1" = all ]; then
    targets=()
    for file in "$here"/Targets/*.swift; do targets+=("$(basename "$file" .swift)"); done
fi

failed=()
for target in "${targets[@]}"; do
    [ -f "$here/Targets/$target.swift" ] || { echo "no target $target" >&2; exit 2; }
    build_target "$target"
    if [ $# -gt 1 ] && [ -e "$2" ]; then
        "$build/$target/fuzz" "${@:2}"
    else
        run_target "$target" "${2:-1000000}" || failed+=("$target")
    fi
done
[ ${#failed[@]} -eq 0 ] || { echo "failed: ${failed[*]}"; exit 1; }

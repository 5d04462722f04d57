#!/usr/bin/env bash
# Pictures of the pages with real events in them: list, issue and log-in, light, dark and 390 px wide. Needs chromium.
#
#   Tests/Tools/screenshots.sh [FOLDER]
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)
[ -n "$browser" ] || { echo "no chromium: apt-get install chromium" >&2; exit 1; }
exec python3 "$here/screenshots.py" "$browser" "${1:-screenshots}"

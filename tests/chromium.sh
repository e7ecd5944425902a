#!/bin/sh
# Sees to a Chromium for the browser tests: finds one, or installs Debian's package when root.
# In CI (variable CI set) having none is a failure; elsewhere it is said, and the tests that need it are skipped.
set -u

found() {
    for name in "${CONVENOR_CHROMIUM:-}" chromium chromium-browser google-chrome; do
        if [ -n "$name" ] && command -v "$name" >/dev/null 2>&1; then
            return 0
        fi
    done
    return 1
}

quietly() {
    "$@" >/dev/null 2>&1 </dev/null
}

found && exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "No Chromium here: installing Debian's package chromium." >&2
    export DEBIAN_FRONTEND=noninteractive
    quietly apt-get update -qq
    quietly apt-get install -y -qq --no-install-recommends chromium
    found && exit 0
fi

echo "No Chromium for the browser tests: install the package chromium, or name one in CONVENOR_CHROMIUM." >&2
if [ -n "${CI:-}" ]; then
    exit 1
fi
exit 0

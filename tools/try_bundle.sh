#!/usr/bin/env bash
# Tries the bundle where there is neither Python nor Qt nor any library of a desktop: in an empty Debian 12.
# Usage (as root), after `make bundle`: tools/try_bundle.sh [PICTURE.png]      needs mmdebstrap; for the picture Xvfb, import
set -euo pipefail
cd "$(dirname "$0")/.."
[ -x dist/byheart/byheart ] || { echo "try_bundle: there is no dist/byheart: run \`make bundle\` first" >&2; exit 1; }
picture=${1:-}

root=$(mktemp -d)
screen=
clean() {
    [ -z "$screen" ] || kill "$screen" 2>/dev/null || true
    for place in proc dev tmp/.X11-unix; do umount -l "$root/$place" 2>/dev/null || true; done
    # What could not be unmounted is this machine's own and must not be deleted.
    rm -rf --one-file-system "$root"
}
trap clean EXIT INT TERM

echo "== an empty Debian 12 in $root"
{ cat /etc/apt/sources.list.d/*.sources /etc/apt/sources.list 2>/dev/null || true; } |
    mmdebstrap --quiet --variant=minbase bookworm "$root" -
cp -a dist/byheart "$root/opt/"
mount --bind /dev "$root/dev"
mount -t proc proc "$root/proc"

within() {
    env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 "${extra[@]}" chroot "$root" "$@"
}
try() {
    echo "== byheart $*"
    within /opt/byheart/byheart "$@"
}
extra=(QT_QPA_PLATFORM=offscreen)
! within sh -c 'command -v python3 python' || { echo "try_bundle: the root has a Python" >&2; exit 1; }
try --version
try check
try due
try find '"rate limit"' --limit 1
try export anki /tmp/bank.apkg
try sheet pdf sheet-http --out /tmp/sheets
try task new /tmp/task
# The skeleton passes none, which is status 1; that its tests ran at all shows that the runner found a Python.
said=$(within /opt/byheart/byheart task run /tmp/task | tail -1) || true
echo "== byheart task run: $said"
[[ $said =~ ^0\ of\ [0-9]+\ tests ]] || exit 1
mkdir -p "$root/tmp/zone"
echo 'time_zone = "Europe/Berlin"' >"$root/tmp/zone/settings.toml"
within /opt/byheart/byheart --data-dir /tmp/zone due >/dev/null 2>"$root/tmp/said"
[ ! -s "$root/tmp/said" ] || { echo "try_bundle: no time zones: $(cat "$root/tmp/said")" >&2; exit 1; }
try verify

if [ -n "$picture" ]; then
    echo "== the window"
    number=93
    Xvfb ":$number" -screen 0 1100x760x24 -nolisten tcp >/dev/null 2>&1 &
    screen=$!
    sleep 2
    mkdir -p "$root/tmp/.X11-unix"
    mount --bind /tmp/.X11-unix "$root/tmp/.X11-unix"
    extra=("DISPLAY=:$number")
    status=0
    within timeout 10 /opt/byheart/byheart &
    window=$!
    sleep 6
    DISPLAY=":$number" import -window root "$picture"
    wait "$window" || status=$?
    # 124: it stayed open until it was ended.
    [ "$status" = 124 ] || { echo "try_bundle: the window ended with $status" >&2; exit 1; }
fi
echo "== all of it works"

#!/usr/bin/env bash
# Tries `make run` and `make test` the way a stranger would: in an empty Debian 12 with make and Python, nothing else.
# Usage (as root): tools/try_bare_root.sh [MAKE-TARGET...]        needs mmdebstrap
# The package sources, the pip configuration and the certificates are those of this machine, taken at run time.
set -euo pipefail
cd "$(dirname "$0")/.."
[ $# -gt 0 ] || set -- run test

root=$(mktemp -d)
clean() {
    for place in proc dev tmp/.X11-unix; do umount -l "$root/$place" 2>/dev/null || true; done
    # What could not be unmounted is this machine's own and must not be deleted.
    rm -rf --one-file-system "$root"
}
trap clean EXIT INT TERM

echo "== an empty Debian 12 in $root"
# minbase: what `apt` needs to work, and no more.
{ cat /etc/apt/sources.list.d/*.sources /etc/apt/sources.list 2>/dev/null || true; } |
    mmdebstrap --quiet --variant=minbase --include=ca-certificates,make,python3 bookworm "$root" -
mkdir -p "$root/home/project"
# The tree as it is now, committed or not, without what git ignores or what was deleted meanwhile.
git ls-files -z --cached --others --exclude-standard --deduplicate |
    while IFS= read -r -d '' file; do if [ -e "$file" ]; then printf '%s\0' "$file"; fi; done |
    tar --null --files-from=- -cf - | tar -xf - -C "$root/home/project"
for file in /etc/resolv.conf /etc/hosts /etc/ssl/certs/ca-certificates.crt; do
    # The old file may be a link, which would lead out of the root.
    if [ -e "$file" ]; then cp -L --remove-destination "$file" "$root$file"; fi
done
# Local folders of packages are not in the root.
if [ -e /etc/pip.conf ]; then sed -E '/file:|find-links/d' /etc/pip.conf >"$root/etc/pip.conf"; fi
cp -r /etc/apt/apt.conf.d/. "$root/etc/apt/apt.conf.d/" 2>/dev/null || true
mount --bind /dev "$root/dev"
# With a display here, `make run` gets it too: then close its window to go on.
if [ -n "${DISPLAY:-}" ] && [ -d /tmp/.X11-unix ]; then
    mkdir -p "$root/tmp/.X11-unix"
    mount --bind /tmp/.X11-unix "$root/tmp/.X11-unix"
fi
mount -t proc proc "$root/proc"

for target in "$@"; do
    echo "== make $target"
    status=0
    env -i HOME=/root PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 CI=true \
        $(env | grep -E '^(PIP_(CERT|INDEX_URL|DEFAULT_TIMEOUT)|[a-zA-Z]+_proxy|[A-Z]+_PROXY|SSL_CERT_FILE|DISPLAY)=' || true) \
        chroot "$root" sh -c "cd /home/project && make $target" </dev/null || status=$?
    echo "== make $target ended with $status"
    [ "$status" = 0 ] || exit "$status"
done

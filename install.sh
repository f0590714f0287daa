#!/bin/sh
# Installs the newest promo-load, or the version in PROMO_LOAD_VERSION (0.1.0), into PROMO_LOAD_INSTALL (default ~/.local/bin):
#
#   curl -fsSL https://github.com/promo-load/promo-load/releases/latest/download/install.sh | sh
set -eu

# PROMO_LOAD_RELEASES: another place with the files of a release, such as a mirror.
releases=https://github.com/promo-load/promo-load/releases
if [ -n "${PROMO_LOAD_VERSION:-}" ]; then
    from=$releases/download/v${PROMO_LOAD_VERSION#v}
else
    from=$releases/latest/download
fi
from=${PROMO_LOAD_RELEASES:-$from}
into=${PROMO_LOAD_INSTALL:-$HOME/.local/bin}

fail() {
    echo "install.sh: $1" >&2
    exit 1
}

case $(uname -s) in
    Linux) system=unknown-linux-musl ;;
    Darwin) system=apple-darwin ;;
    *) fail "there is no program for $(uname -s) here; on Windows take the archive from $releases" ;;
esac
case $(uname -m) in
    x86_64 | amd64) machine=x86_64 ;;
    aarch64 | arm64) machine=aarch64 ;;
    *) fail "there is no program for $(uname -m); cargo install promo-load makes one" ;;
esac
name=promo-load-$machine-$system

# Downloads a file of the release.
fetch() {
    if command -v curl >/dev/null; then
        curl --fail --silent --show-error --location --output "$2" "$from/$1" || fail "cannot fetch $from/$1"
    elif command -v wget >/dev/null; then
        wget --quiet --output-document="$2" "$from/$1" || fail "cannot fetch $from/$1"
    else
        fail 'curl or wget is needed'
    fi
}

sum() {
    if command -v sha256sum >/dev/null; then
        sha256sum "$1"
    else
        shasum -a 256 "$1"
    fi | cut -d ' ' -f 1
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fetch "$name.tgz" "$work/archive.tgz"
fetch SHA256SUMS "$work/sums"
expected=$(sed -n "s/^\([0-9a-f]\{64\}\)  $name\.tgz\$/\1/p" "$work/sums")
[ -n "$expected" ] || fail "the release has no checksum of $name.tgz"
[ "$(sum "$work/archive.tgz")" = "$expected" ] || fail "$name.tgz is not what was released; nothing is installed"
tar -xzf "$work/archive.tgz" -C "$work"
mkdir -p "$into"
# Beside its place first: a program that runs is replaced as a whole.
cp "$work/$name/promo-load" "$into/.promo-load.$$"
chmod 755 "$into/.promo-load.$$"
mv "$into/.promo-load.$$" "$into/promo-load"
"$into/promo-load" --version
case :$PATH: in
    *:"$into":*) ;;
    *) echo "note: $into is not on your PATH" ;;
esac

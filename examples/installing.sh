# Functions of the scripts that install things; to be sourced by sh or bash.

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo -n "$@"; fi
}

is_installed() {
    [ "$(dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# Debian's packages of these names, as far as they are not there.
install_packages() {
    missing=
    for package in "$@"; do
        is_installed "$package" || missing="$missing $package"
    done
    [ -n "$missing" ] || return 0
    command -v apt-get >/dev/null || {
        echo "not a Debian system; these have to be there:$missing"
        return 0
    }
    as_root apt-get update -qq
    # shellcheck disable=SC2086 # several names in one string
    as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends $missing
}

# `once STAMP INPUT... -- COMMAND...`: runs the command unless it ran with these inputs before.
once() {
    stamp=$1
    shift
    sums=
    while [ "$1" != -- ]; do
        sums="$sums$(sha256sum <"$1")"
        shift
    done
    shift
    [ "$(cat "$stamp" 2>/dev/null)" = "$sums" ] && return 0
    "$@"
    mkdir -p "$(dirname "$stamp")"
    echo "$sums" >"$stamp"
}

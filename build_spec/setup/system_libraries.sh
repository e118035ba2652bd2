#!/usr/bin/env bash
# Install, or name, the system libraries that Qt lacks on this Linux machine.
#
#   system_libraries.sh run    for the window, or for its offscreen run without a display
#   system_libraries.sh test   for the tests, including those on a virtual screen and of packaging
#   system_libraries.sh package ENVIRONMENT   for packaging, which takes most of them along
#
# The dynamic loader is asked, not the package manager: it alone knows what will be found.
set -euo pipefail

purpose=${1:?usage: system_libraries.sh run|test|package [ENVIRONMENT]}
venv=${2:-.venv}
[[ $(uname -s) == Linux ]] || exit 0

cd "$(dirname "${BASH_SOURCE[0]}")/../.."
qt=$("$venv/bin/python" -c \
    'import importlib.util as u; print(u.find_spec("PySide6").submodule_search_locations[0])')
# Programs, each with the package that it is in.
packaging=(objdump:binutils strip:binutils xz:xz-utils)
case $purpose in
    test) programs=(Xvfb:xvfb xauth:xauth openbox:openbox xdotool:xdotool "${packaging[@]}") ;;
    package) programs=("${packaging[@]}") ;;
    *) programs=() ;;
esac

say() { printf '%s\n' "$*" >&2; }

needed_files() {
    local platforms=$qt/Qt/plugins/platforms
    printf '%s\n' "$qt"/Qt{Core,Gui,Widgets,Network,OpenGL,Svg,Test}.abi3.so \
        "$platforms/libqoffscreen.so"
    if [[ $purpose == package ]]; then
        printf '%s\n' "$platforms"/libq{xcb,wayland}.so
    elif [[ $purpose == test || -n ${DISPLAY:-} ]]; then
        printf '%s\n' "$platforms/libqxcb.so"
    elif [[ -n ${WAYLAND_DISPLAY:-} ]]; then
        printf '%s\n' "$platforms/libqwayland.so"
    fi
}

# Libraries that are opened by name, so that ldd knows nothing of them.
opened_libraries() {
    [[ $purpose == package ]] || return 0
    [[ $(PATH=$PATH:/usr/sbin:/sbin ldconfig -p) == *libfribidi.so.0* ]] || printf 'libfribidi.so.0\n'
}

missing_libraries() {
    {
        needed_files | while read -r file; do ldd "$file"; done | awk '/not found/ { print $1 }'
        opened_libraries
    } | sort -u
}

# Debian names a library's package after its soname: libfoo.so.1 is in libfoo1, libfoo2.so.1 in
# libfoo2-1.
package_of() {
    local name version
    case $1 in
        libglib-2.0.so.* | libgthread-2.0.so.*) printf 'libglib2.0-0\n' ;;
        libz.so.1) printf 'zlib1g\n' ;;
        libgcc_s.so.1) printf 'libgcc-s1\n' ;;
        *)
            name=$(tr '[:upper:]' '[:lower:]' <<<"${1%%.so.*}")
            version=${1##*.so.}
            [[ $name == *[0-9] ]] && name+=-
            printf '%s%s\n' "$name" "$version"
            ;;
    esac
}

missing_packages() {
    local library program
    missing_libraries | while read -r library; do package_of "$library"; done
    for program in ${programs[@]+"${programs[@]}"}; do
        command -v "${program%%:*}" >/dev/null || printf '%s\n' "${program##*:}"
    done
}

as_root=()
may_install() {
    command -v apt-get >/dev/null || return 1
    [[ $(id -u) == 0 ]] && return
    as_root=(sudo -n)
    sudo -n true 2>/dev/null
}

install_packages() {
    say "Installing system packages: $*"
    local apt=(${as_root[@]+"${as_root[@]}"} env DEBIAN_FRONTEND=noninteractive apt-get -qq)
    { "${apt[@]}" update && "${apt[@]}" install -y --no-install-recommends "$@"; } \
        >/dev/null </dev/null
}

packages=($(missing_packages | sort -u))
((${#packages[@]})) || exit 0

if may_install && install_packages "${packages[@]}"; then
    # A library that has just arrived may itself lack another one.
    packages=($(missing_packages | sort -u))
    if ((${#packages[@]})) && install_packages "${packages[@]}"; then
        packages=($(missing_packages | sort -u))
    fi
    ((${#packages[@]})) || exit 0
fi

libraries=$(missing_libraries | tr '\n' ' ')
if [[ -n $libraries ]]; then
    say "Qt lacks these system libraries: $libraries"
fi
say "Please install what is missing: sudo apt-get install ${packages[*]}" \
    "(these are Debian's and Ubuntu's names)"
# Without a virtual screen only the tests that need one are skipped; a build server runs all.
[[ -n $libraries || -n ${CI:-} || $purpose == package ]] && exit 1
exit 0

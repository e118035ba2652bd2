#!/usr/bin/env bash
# Make .venv, install the project into it, and see to the system libraries.
#
#   bootstrap.sh run    what the program needs
#   bootstrap.sh test   what its tests need as well
#   bootstrap.sh package   what the packaged program is made with: an environment of its own,
#                          build/package-env, exactly as build_spec/requirements pins it
#   bootstrap.sh package-plain   the same in build/plain-env, with torch and all else that the
#                          package leaves out, to compare with
#
# Does nothing, and takes no time, when nothing is missing. Needs Python 3.11 and a network
# for what is not installed yet. Variables: PYTHON, TORCH_INDEX (see the Makefile).
set -euo pipefail

purpose=${1:?usage: bootstrap.sh run|test|package|package-plain}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
cd "$root"

venv=.venv
pins=pyproject.toml
if [[ $purpose == package ]]; then
    venv=build/package-env
    pins=build_spec/requirements/package.txt
elif [[ $purpose == package-plain ]]; then
    venv=build/plain-env
fi
stamp=$venv/installed
cpu_index=https://download.pytorch.org/whl/cpu

say() { printf '%s\n' "$*" >&2; }
fail() {
    say "$*"
    exit 1
}

is_python_311() {
    [[ $("$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) == 3.11 ]]
}

find_python() {
    local candidate
    for candidate in ${PYTHON:+"$PYTHON"} python3.11 python3 python; do
        if is_python_311 "$candidate"; then
            printf '%s\n' "$candidate"
            return
        fi
    done
    fail "Fashion Desktop needs Python 3.11, and none was found." \
        "Install it (Debian: sudo apt-get install python3.11-venv; others: python.org)," \
        "or name it: make demo PYTHON=/path/to/python3.11"
}

make_venv() {
    local python
    python=$(find_python)
    "$python" -c 'import ensurepip, venv' 2>/dev/null || fail \
        "This Python 3.11 cannot make virtual environments." \
        "Install its venv package (Debian: sudo apt-get install python3.11-venv)."
    say "Making the virtual environment $root/$venv ..."
    rm -rf "$venv"
    mkdir -p "$(dirname "$venv")"
    "$python" -m venv "$venv"
}

pip_install() {
    # On a terminal pip shows its progress; in a log only what went wrong matters.
    local quiet=(--quiet --quiet)
    [[ -t 2 ]] && quiet=()
    "$venv/bin/python" -m pip --disable-pip-version-check --no-input install \
        ${quiet[@]+"${quiet[@]}"} "$@"
}

pins_of_torch() {
    "$venv/bin/python" - <<'PYTHON'
import tomllib
with open("pyproject.toml", "rb") as file:
    needed = tomllib.load(file)["project"]["dependencies"]
print(*(item for item in needed if item.split("==")[0] in {"torch", "torchvision"}))
PYTHON
}

# The pinned torch comes with gigabytes of CUDA libraries on Linux unless it is taken from the
# index of CPU builds. A wheel that pip's configuration names locally goes before any index.
install_torch() {
    local pins torch
    read -ra pins <<<"$(pins_of_torch)"
    for torch in "${pins[@]}"; do [[ $torch == torch==* ]] && break; done
    if [[ ${TORCH_INDEX:-} == default ]]; then
        return
    elif [[ -n ${TORCH_INDEX:-} ]]; then
        pip_install --index-url "$TORCH_INDEX" "${pins[@]}" ||
            fail "torch could not be installed from $TORCH_INDEX."
    elif [[ $(uname -s) == Linux ]]; then
        pip_install --no-index --no-deps "$torch" 2>/dev/null && return
        pip_install --index-url "$cpu_index" "${pins[@]}" ||
            say "The CPU build of torch cannot be had from $cpu_index; leaving the choice to pip."
    fi
}

is_made_here() {
    # Scripts in an environment hold absolute paths: in a moved checkout they lead nowhere.
    is_python_311 "$venv/bin/python" && grep -qF "$root/$venv" "$venv/bin/activate"
}

install_pins() {
    if [[ $purpose == package ]]; then
        say "Installing what the package is made of into $venv (about 0.6 GB) ..."
        pip_install --require-hashes --requirement "$pins"
    elif [[ $purpose == package-plain ]]; then
        say "Installing everything and PyInstaller into $venv (about 1.4 GB) ..."
        install_torch
        pip_install --editable . "$(grep '^pyinstaller==' build_spec/requirements/package.in)"
    else
        say "Installing Fashion Desktop and what it needs into $venv (about 1.4 GB, some minutes) ..."
        install_torch
        pip_install --editable '.[dev,training]'
    fi
}

install_project() {
    local wanted
    wanted=$(cksum <"$pins")
    if ! is_made_here; then
        make_venv
    elif [[ -f $stamp && $(<"$stamp") == "$wanted" ]]; then
        return
    fi
    rm -f "$stamp"
    install_pins ||
        fail "Installing failed; the reason is above. Check the network and run make again."
    printf '%s\n' "$wanted" >"$stamp"
}

install_project
"$here/system_libraries.sh" "${purpose%-plain}" "$venv"

#!/bin/sh
# Counts the primes below the number in the payload, slowly, and tells how far it is. Without
# argument it is the worker; with `count` it does the one job on its standard input.
set -eu

slices=20

count() {
    limit=$(cat)
    count=0
    part=0
    while [ "$part" -lt "$slices" ]; do
        low=$((limit * part / slices))
        part=$((part + 1))
        high=$((limit * part / slices))
        # A prime is the number that has one factor: itself.
        primes=$(seq "$low" $((high - 1)) | factor | awk 'NF == 2 { n++ } END { print n + 0 }')
        count=$((count + primes))
        echo "$part/$slices" >&"$GEARTRAIN_PROGRESS"
    done
    echo "$count primes below $limit" >&2
    echo "$count"
}

if [ "${1:-}" = count ]; then
    count
else
    export GEARTRAIN_SERVER="${GEARMAN_SERVER:-127.0.0.1:4730}"
    exec geartrain work --function count-primes -- "$0" count
fi

#!/bin/sh
# Has a thumbnail made: PICTURE THUMBNAIL.
set -eu

export GEARTRAIN_SERVER="${GEARMAN_SERVER:-127.0.0.1:4730}"
geartrain submit --file "$1" thumbnail >"$2"
echo "$(basename "$1"): $(wc -c <"$1") bytes, thumbnail $(wc -c <"$2") bytes"

#!/bin/sh
# Has a mail sent and does not wait for it: TO SUBJECT TEXT.
set -eu

export GEARTRAIN_SERVER="${GEARMAN_SERVER:-127.0.0.1:4730}"
handle=$(jq --null-input --compact-output \
    --arg to "$1" --arg subject "$2" --arg text "$3" '{$to, $subject, $text}' |
    geartrain submit --background send-mail)
echo "accepted as $handle"

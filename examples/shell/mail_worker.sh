#!/bin/sh
# Sends mail: the payload is JSON with `to`, `subject` and `text`. SMTP_SERVER says through whom.
# Without argument it is the worker; with `send` it sends the one mail on its standard input.
set -eu

send() {
    order=$(cat)
    to=$(echo "$order" | jq --raw-output '.to | gsub("[\r\n]"; " ")')
    echo "$order" |
        jq --raw-output '"From: shop@example.com\nTo: \(.to | gsub("[\r\n]"; " "))",
            "Subject: =?utf-8?B?\(.subject | @base64)?=\nMIME-Version: 1.0",
            "Content-Type: text/plain; charset=utf-8\n\n\(.text)"' |
        curl --silent --show-error --upload-file - --crlf \
            --mail-from shop@example.com --mail-rcpt "$to" \
            "smtp://${SMTP_SERVER:-127.0.0.1:2525}"
}

if [ "${1:-}" = send ]; then
    send
else
    export GEARTRAIN_SERVER="${GEARMAN_SERVER:-127.0.0.1:4730}"
    exec geartrain work --function send-mail -- "$0" send
fi

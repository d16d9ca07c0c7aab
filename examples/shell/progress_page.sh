#!/bin/sh
# A page that starts a slow job and shows its progress, on http://127.0.0.1:PORT (8080). Without
# argument it listens; with `answer` it answers the one request on its standard input.
set -eu

page=$(dirname "$0")/../page/index.html

answer() {
    printf 'HTTP/1.0 200 OK\r\nContent-Type: %s\r\n\r\n' "$1"
    cat
}

start() {
    handle=$(geartrain submit --background count-primes 3000000)
    jq --null-input --arg handle "$handle" '{$handle}'
}

# A handle that the server does not know is no trouble here: its job has ended.
status() {
    geartrain status --json "$1" 2>/dev/null |
        jq '{known, running, done: (.numerator // 0), of: (.denominator // 0)}'
}

serve() {
    read -r method target _
    # curl and browsers wait for the end of what they sent to be read.
    while read -r header && [ "$header" != "$(printf '\r')" ]; do :; done
    case "$method $target" in
        'GET /') answer text/html <"$page" ;;
        'POST /start') start | answer application/json ;;
        'GET /status?handle='*) status "$(decoded "${target#*=}")" | answer application/json ;;
        *) printf 'HTTP/1.0 404 Not Found\r\n\r\n' ;;
    esac
}

decoded() {
    echo "$1" | sed 's/%3[aA]/:/g'
}

export GEARTRAIN_SERVER="${GEARMAN_SERVER:-127.0.0.1:4730}"
if [ "${1:-}" = answer ]; then
    serve
else
    exec socat "TCP-LISTEN:${PORT:-8080},bind=127.0.0.1,reuseaddr,fork" "EXEC:$0 answer"
fi

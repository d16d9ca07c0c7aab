#!/bin/sh
# Builds Geartrain and shows it at work: a server, a worker, a job that is waited for and a job in
# the background. It takes a free port, leaves nothing running and needs no rights.
set -eu

cd "$(dirname "$0")/.."

fail() {
    echo "first-run: $*" >&2
    exit 1
}

# The line that is about to run, as somebody would type it.
show() {
    printf '\n$ %s\n' "$*"
}

command -v cargo >/dev/null ||
    fail "Rust is missing: install rustup from your system or rust-lang.org, then run this again"
command -v cc >/dev/null ||
    fail "a C compiler is missing: install gcc or clang (Debian: apt-get install build-essential)"

folder=$(mktemp -d)
server='' worker=''

# shellcheck disable=SC2317  # called by the trap
clean_up() {
    for process in $worker $server; do
        kill "$process" 2>/dev/null || :
        wait "$process" 2>/dev/null || :
    done
    rm -rf "$folder"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

echo "Building the server and the command line tool (a few minutes the first time) ..."
quiet=--quiet
[ -t 2 ] && quiet=
cargo build --locked $quiet -p geartrain-server -p geartrain-cli || fail "the build failed"
bin=$(cargo metadata --format-version 1 --no-deps |
    sed 's/.*"target_directory":"\([^"]*\)".*/\1/')/debug
PATH="$bin:$PATH"

: >"$folder/server.log"
show "geartraind --listen 127.0.0.1 --port 0 --http-listen none --data-dir $folder &"
geartraind --listen 127.0.0.1 --port 0 --http-listen none --data-dir "$folder" \
    2>>"$folder/server.log" &
server=$!
tries=0
until grep -q 'listening on' "$folder/server.log"; do
    kill -0 "$server" 2>/dev/null && [ "$tries" -lt 1200 ] ||
        fail "the server did not start: $(cat "$folder/server.log")"
    tries=$((tries + 1))
    sleep 0.1
done
port=$(sed -n 's/.*listening on 127\.0\.0\.1:\([0-9]*\).*/\1/p' "$folder/server.log")
export GEARTRAIN_SERVER="127.0.0.1:$port"
echo "(it listens on $GEARTRAIN_SERVER)"

show "geartrain submit --background shout 'a job that nobody waits for'"
job=$(geartrain submit --background shout 'a job that nobody waits for')
echo "$job"

show "geartrain status $job"
geartrain status "$job"

show "geartrain work --function shout -- sh -c 'sleep 1; tr a-z A-Z | tee result' &"
cd "$folder"
geartrain work --function shout -- sh -c 'sleep 1; tr a-z A-Z | tee result' 2>worker.log &
worker=$!

# The handle is unknown to the server once the job has ended.
show "geartrain status $job    # until the job has ended"
seen=''
tries=0
while now=$(geartrain status "$job" 2>"$folder/status.log"); do
    [ "$now" = "$seen" ] || echo "$now"
    seen=$now
    tries=$((tries + 1))
    [ "$tries" -lt 1200 ] || fail "the background job did not end"
    sleep 0.1
done
grep -q 'does not know' "$folder/status.log" || fail "$(cat "$folder/status.log")"
echo "ended"

show "cat result"
cat result
echo

show "geartrain submit shout 'and one whose result is waited for'"
geartrain submit shout 'and one whose result is waited for'
echo

show "geartrain status"
geartrain status

cat <<END

It works. The server and the worker are stopped. To go on by hand:

  export PATH="$bin:\$PATH"
  geartraind --listen 127.0.0.1 &
  geartrain work --function shout -- tr a-z A-Z &
  geartrain submit shout 'hello'

Any Gearman client or worker can connect to port 4730, too. All options are
shown by geartraind --help and geartrain --help.
END

#!/bin/bash
# HOST PORT FUNCTION: as alerting systems want it, one line and an exit code, over bash's own sockets.

exec 3<>"/dev/tcp/$1/$2" || exit 3
printf 'status\r\n' >&3
while IFS=$'\t' read -r name total running workers <&3 && [ "$name" != . ]; do
    [ "$name" = "$3" ] || continue
    waiting=$((total - running))
    if [ "$workers" -eq 0 ] && [ "$waiting" -gt 0 ]; then
        echo "CRITICAL: $name: $waiting waiting, no worker"
        exit 2
    fi
    echo "OK: $name: $waiting waiting, $running running, $workers workers"
    exit 0
done
echo "UNKNOWN: no function $3"
exit 3

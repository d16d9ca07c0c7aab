#!/bin/sh
# Makes thumbnails: a picture comes in, a JPEG of at most 200 x 200 goes out.
set -eu

export GEARTRAIN_SERVER="${GEARMAN_SERVER:-127.0.0.1:4730}"
exec geartrain work --function thumbnail -- convert - -thumbnail '200x200>' jpeg:-

#!/bin/sh
# Builds zoneinfo.zip from the tzdata.zi of an installed tzdata package (or the file named as the first argument), and
# writes the release beside it. Run by `make zones`; the result is committed, so that every machine resolves alike.
set -eu
cd "$(dirname "$0")"
src=${1:-/usr/share/zoneinfo/tzdata.zi}
# Fat files list every transition up to 2037 one by one. Slim ones would be half as large, but the zic of glibc 2.36 drops
# transitions of America/Ojinaga, Asia/Gaza and Asia/Hebron when it writes them.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
zic -b fat -d "$work" "$src"
rm -f "$work/Factory" "$work/localtime" "$work/posixrules"
out=$PWD/zoneinfo.zip
rm -f "$out"
(cd "$work" && go run "$(go env GOROOT)/lib/time/mkzip.go" "$out")
sed -n 's/^# version //p;1q' "$src" > RELEASE

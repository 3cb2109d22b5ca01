#!/bin/sh
# Clears one scratch folder when its owner has gone, however that happened: standard input is a pipe that only the
# owner holds open, so the end of input is the end of the owner. Stops by pid what names the folder, or was adopted
# into it, then removes mounts, bridges and files. Nothing outside of the folder is looked at.
dir=$1
trap '' INT HUP TERM
read -r _

# When a process started, in the kernel's ticks; nothing for one that is dead or a zombie.
started() { sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | grep -v '^Z' | cut -d' ' -f20; }

# The folder's processes: their command line names it.
tenants() {
    for proc in /proc/[0-9]*; do
        pid=${proc#/proc/}
        [ "$pid" = $$ ] && continue
        if tr '\0' '\n' <"$proc/cmdline" 2>/dev/null | grep -qF "$dir/"; then echo "$pid"; fi
    done
    for file in "$dir"/adopted/*; do
        [ -f "$file" ] || continue
        pid=${file##*/}
        [ -n "$(cat "$file")" ] && [ "$(started "$pid")" = "$(cat "$file")" ] && echo "$pid"
    done
}

# A container's first process names no folder: its runtime leaves the pid there, beside the container's id, which the
# process's control group names. Both must agree, so that a stale file never costs a stranger its life.
find "$dir" \( -name init.pid -o -name pidfile \) -type f 2>/dev/null | while read -r file; do
    id=$(echo "$file" | grep -oE '[0-9a-f]{64}' | head -n 1)
    pid=$(cat "$file")
    if [ -n "$id" ] && grep -qF "$id" "/proc/$pid/cgroup" 2>/dev/null; then kill -KILL "$pid" 2>/dev/null; fi
done
tries=0
while [ -n "$(tenants)" ] && [ $tries -lt 150 ]; do
    # shellcheck disable=SC2046
    if [ $tries -eq 0 ]; then kill -TERM $(tenants) 2>/dev/null; fi
    if [ $tries -ge 100 ]; then kill -KILL $(tenants) 2>/dev/null; fi
    sleep 0.1
    tries=$((tries + 1))
done

for try in 1 2 3; do
    awk '{print $2}' /proc/self/mounts | grep -F "$dir/" | sort -r | while read -r mount; do
        umount "$mount" 2>/dev/null || umount -l "$mount" 2>/dev/null
    done
done
for file in "$dir"/bridges/*; do
    [ -f "$file" ] && ip link del "${file##*/}" 2>/dev/null
done
rm -rf "$dir"

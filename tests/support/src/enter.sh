# Makes $tree the root of this mount namespace, with a layer on top that takes what is written and goes with the
# namespace, and becomes the program that the arguments name. A real root and no chroot, below which runc refuses to run.
set -e
layer=$scratch/layer
mkdir -p "$layer"
mount -t tmpfs tmpfs "$layer"
mkdir "$layer/upper" "$layer/work" "$layer/root"
mount -t overlay overlay -o "lowerdir=$tree,upperdir=$layer/upper,workdir=$layer/work" "$layer/root"
cd "$layer/root"
mkdir -p "./$scratch" .old
mount --bind "$scratch" "./$scratch"
# A disk of the engine's own is another mount, which does not come along.
if mountpoint --quiet "$scratch/data"; then mount --bind "$scratch/data" "./$scratch/data"; fi
for part in proc sys dev; do mount --rbind "/$part" "$part"; done
mount -t tmpfs tmpfs run
pivot_root . .old
cd /
umount -l .old
exec "$@"

import { lines, quoteWord } from "../../aws";
import { CLUSTER_TAG, CONSUL_USER, DATA_DIR, NODE_TAG } from "./server-config";

/** Sets VOLUME: the volume of this server, which is waited for, because the instance before this one may hold it still. */
export function takeVolume(cluster: string): string {
  return lines(
    "take_volume() {",
    `  VOLUME=$(aws ec2 describe-volumes --filters ${quoteWord(`Name=tag:${CLUSTER_TAG},Values=${cluster}`)} \\`,
    `    "Name=tag:${NODE_TAG},Values=$NODE" --query 'Volumes[0].VolumeId' --output text) &&`,
    '    aws ec2 attach-volume --volume-id "$VOLUME" --instance-id "$INSTANCE" --device /dev/sdf',
    "}",
    "retry 60 take_volume",
  );
}

/** Mounts the volume. Only one on which there is nothing at all is formatted. */
export function mountVolume(): string {
  return lines(
    `DEVICE=/dev/disk/by-id/nvme-Amazon_Elastic_Block_Store_$(printf %s "$VOLUME" | tr -d -)`,
    'retry 30 test -e "$DEVICE"',
    "contents=0",
    'blkid -p "$DEVICE" || contents=$?',
    "case $contents in",
    "  0) ;;",
    '  2) mkfs.xfs "$DEVICE" ;;',
    '  *) echo "What is on $VOLUME cannot be told: it is left alone." >&2; exit 1 ;;',
    "esac",
    `mkdir -p ${DATA_DIR}`,
    `echo "$DEVICE ${DATA_DIR} xfs defaults,nofail 0 2" >> /etc/fstab`,
    `mount ${DATA_DIR}`,
    // The volume may have been made larger.
    `xfs_growfs ${DATA_DIR}`,
    // All of it, whatever user of an older image wrote it, or a restore by hand.
    `chown -R ${CONSUL_USER}:${CONSUL_USER} ${DATA_DIR}`,
  );
}

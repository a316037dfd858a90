import { PLACES } from "./machine";

/** A disk of EBS. */
export interface Disk {
  readonly volumeId: string;
  readonly sizeGib: number;
}

/**
 * Makes a disk appear in the instance in which it is run, as one of EBS does: a file as a loop device, which outlives the
 * instance. The kernel lets go of the device by itself when nobody has it open any more, so also when the container is killed.
 */
export function attachScript({ volumeId, sizeGib }: Disk): string {
  const file = `${PLACES.disks}/${volumeId}`;
  return `
set -e
[ -e ${holderFile(volumeId)} ] && exit 0
[ -e ${file} ] || : > ${file}
[ "$(stat -c %s ${file})" -ge $((${sizeGib} << 30)) ] || truncate -s ${sizeGib}G ${file}
number=$(losetup -f | tr -dc 0-9)
device=/dev/loop$number
[ -b $device ] || mknod $device b 7 $number
losetup $device ${file}
exec 9< $device
losetup -d $device
tail -f /dev/null > /dev/null 2>&1 &
echo $! > ${holderFile(volumeId)}
mkdir -p /dev/disk/by-id
ln -sfn $device ${linkOf(volumeId)}`;
}

/** Takes it away; who has mounted it keeps it until then. */
export function detachScript(volumeId: string): string {
  return `
[ -e ${holderFile(volumeId)} ] || exit 0
kill $(cat ${holderFile(volumeId)})
rm -f ${holderFile(volumeId)} ${linkOf(volumeId)}`;
}

/** As the rules of Amazon Linux name the disks of Nitro instances. */
export function linkOf(volumeId: string): string {
  return `/dev/disk/by-id/nvme-Amazon_Elastic_Block_Store_${volumeId.replaceAll("-", "")}`;
}

function holderFile(volumeId: string): string {
  return `/run/local-mesh-${volumeId}.pid`;
}

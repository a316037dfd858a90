/** A port of a relay, and where its connections go. */
export interface Forward {
  readonly listen: number;
  readonly host: string;
  readonly port: number;
}

/**
 * Forwards connections, with what busybox has: `tcpsvd`, where the image has it, as Docker's own has; otherwise one of
 * two kinds of `nc`. Of these one takes the length of its queue by how often it is told to listen. The other has a
 * queue of one, which is enough for calls one after the other, not for many at once.
 *
 * The script returns when the port listens, and what listens goes on. It is for any container with busybox.
 */
export function openScript({ listen, host, port }: Forward): string {
  return `
forward() {
  if busybox --list | grep -qx tcpsvd; then
    exec tcpsvd -b ${QUEUE} -c 2000 0.0.0.0 ${listen} nc ${host} ${port}
  elif nc --help 2>&1 | grep -q -- -lk; then
    exec nc -lk -p ${listen} -e nc ${host} ${port}
  else
    exec nc -${"l".repeat(QUEUE)} -p ${listen} -e nc ${host} ${port}
  fi
}
(while :; do
  (forward) & echo "$!" > ${pidFile(listen)}
  wait "$!"
  [ -e ${pidFile(listen)} ] || exit 0
  sleep 0.1
done) > /dev/null 2>&1 < /dev/null &
for attempt in $(seq 100); do
  ${isListening(listen)} && exit 0
  sleep 0.05
done
exit 1`;
}

/** Ends what `openScript` started. Connections that there are go on. */
export function closeScript(listen: number): string {
  return `
pid=$(cat ${pidFile(listen)}) || exit 0
rm ${pidFile(listen)}
kill "$pid"
for attempt in $(seq 100); do
  ${isListening(listen)} || exit 0
  sleep 0.05
done
exit 1`;
}

/** How many connections wait for their turn without being turned away. */
const QUEUE = 128;

function pidFile(listen: number): string {
  return `/tmp/forward-${listen}`;
}

/** What the kernel says of the port: state 0A listens. */
function isListening(port: number): string {
  const hex = port.toString(16).toUpperCase().padStart(4, "0");
  return `cat /proc/net/tcp /proc/net/tcp6 2> /dev/null | grep -q ':${hex} [0-9A-F]*:0000 0A '`;
}

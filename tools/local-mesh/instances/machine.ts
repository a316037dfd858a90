import type { ContainerCreateOptions } from "dockerode";
import { OWN_CONTROL_GROUPS, type Rights } from "./rights";

/** Where the instance finds what the run gives it. */
export const PLACES = {
  ca: "/local-mesh-ca.pem",
  userData: "/var/lib/cloud/instance/user-data",
  environment: "/etc/systemd/system.conf.d/local-mesh.conf",
  disks: "/var/lib/local-mesh-disks",
} as const;

export interface MachineProps {
  readonly name: string;
  readonly id: string;
  readonly image: string;
  readonly network: string;
  readonly region: string;
  readonly rights: Rights;
  /** TCP ports that this machine reaches. */
  readonly ports: readonly number[];
  /** `name:address` of what has no name in the network. */
  readonly hosts: readonly string[];
  /** On this machine. */
  readonly files: { readonly ca: string; readonly userData?: string; readonly environment: string };
  /** The engine's volume in which all disks are. */
  readonly disks: string;
}

/** What every program of an instance is told: whom to trust when AWS answers, and, for older AWS CLIs, the region. */
function instanceEnvironment(region: string): string[] {
  return [`SSL_CERT_FILE=${PLACES.ca}`, `AWS_CA_BUNDLE=${PLACES.ca}`, `AWS_DEFAULT_REGION=${region}`];
}

/** The same for what systemd starts, which knows nothing of the container's environment. */
export function systemdEnvironment(region: string): string {
  return `[Manager]\nDefaultEnvironment=${instanceEnvironment(region).join(" ")}\n`;
}

/** What Docker is asked for: a container in which systemd is the first program. */
export function machineOptions(props: MachineProps): ContainerCreateOptions & { readonly Image: string } {
  const ports = props.ports.map((port) => `${port}/tcp`);
  const { ca, userData, environment } = props.files;
  return {
    name: props.name,
    Image: props.image,
    Hostname: props.id,
    Entrypoint: ["/sbin/init"],
    Cmd: [],
    User: "0:0",
    Env: [
      // By this systemd knows where it is.
      "container=docker",
      ...instanceEnvironment(props.region),
    ],
    // systemd's own for the end of the machine.
    StopSignal: "SIGRTMIN+3",
    ExposedPorts: Object.fromEntries(ports.map((port) => [port, {}])),
    HostConfig: {
      ...props.rights,
      ...OWN_CONTROL_GROUPS,
      NetworkMode: props.network,
      Tmpfs: { "/run": "exec,mode=755", "/run/lock": "" },
      PortBindings: Object.fromEntries(ports.map((port) => [port, [{ HostIp: "127.0.0.1", HostPort: "" }]])),
      ExtraHosts: [...props.hosts],
      Binds: [
        `${ca}:${PLACES.ca}:ro`,
        `${environment}:${PLACES.environment}:ro`,
        ...(userData === undefined ? [] : [`${userData}:${PLACES.userData}:ro`]),
        `${props.disks}:${PLACES.disks}`,
      ],
    },
  };
}

/** Runs the user data as cloud-init does: once, with its output in the file where everybody looks for it. */
export const USER_DATA_SCRIPT = `
{ ${PLACES.userData}; echo $? > /run/user-data.code; } 2>&1 | tee -a /var/log/cloud-init-output.log
exit "$(cat /run/user-data.code)"`;

/** Waits until systemd takes orders. */
export const UNTIL_BOOTED = `
for attempt in $(seq 240); do
  case $(systemctl is-system-running 2> /dev/null) in running | degraded) exit 0 ;; esac
  sleep 0.5
done
systemctl --failed --no-pager --plain
exit 1`;

/** The script in the user data. cloud-init takes more, which nothing here can run. */
export function scriptIn(userData: Buffer): Buffer | undefined {
  return userData.subarray(0, 2).toString() === "#!" ? userData : undefined;
}

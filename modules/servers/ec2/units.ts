import { hereDocument, lines, quoteWord } from "../../aws";
import { CONFIG_DIR, CONSUL_USER, DATA_DIR } from "./server-config";

const UNITS = "/etc/systemd/system";

/** The unit of Consul. It is ours for both ways of installation, and never starts without the data volume. */
export function consulUnit(): string {
  return hereDocument(
    `${UNITS}/consul.service`,
    lines(
      "[Unit]",
      "Description=Consul server",
      "Wants=network-online.target",
      "After=network-online.target",
      `RequiresMountsFor=${DATA_DIR}`,
      "[Service]",
      `User=${CONSUL_USER}`,
      `Group=${CONSUL_USER}`,
      `ExecStart=/usr/bin/consul agent -config-dir=${CONFIG_DIR}`,
      "ExecReload=/bin/kill -HUP $MAINPID",
      "ExecStop=-+/usr/local/sbin/consul-leave",
      "KillMode=process",
      "KillSignal=SIGTERM",
      "Restart=always",
      "RestartSec=5",
      "LimitNOFILE=65536",
      "[Install]",
      "WantedBy=multi-user.target",
    ),
  );
}

/**
 * Defines `timer NAME SCHEDULE DESCRIPTION [more of the service]`: the program of that name, on a schedule. A schedule
 * stays one setting of its unit, whatever it holds: no line break, no specifier, and no backslash that takes in the next line.
 */
export function timerFunction(): string {
  const service = ["[Unit]", "Description=%s", "[Service]", "Type=oneshot", "ExecStart=/usr/local/sbin/%s", "%s", ""];
  const timer = ["[Unit]", "Description=%s", "[Timer]", "OnCalendar=%s", "Persistent=true", "RandomizedDelaySec=60"];
  return lines(
    "timer() {",
    `  printf '${service.join("\\n")}' "$3" "$1" "\${4:-}" > ${UNITS}/"$1".service`,
    `  printf '${[...timer, "[Install]", "WantedBy=timers.target", ""].join("\\n")}' "$3" "$(printf %s "$2" | tr -d '%\\\\' | tr '[:cntrl:]' ' ')" > ${UNITS}/"$1".timer`,
    "}",
  );
}

export function timer(name: string, schedule: string, description: string, more?: string): string {
  return ["timer", ...[name, schedule, description, ...(more ? [more] : [])].map(quoteWord)].join(" ");
}

/** Starts a timer. A server is one without it, too. */
export function startTimer(name: string): string {
  return `systemctl enable --now ${name}.timer || echo '${name} does not run by itself.' >&2`;
}

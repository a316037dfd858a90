import { describeMesh, onThisMachine } from "../../../../tools/local-mesh/run/addresses";
import type { MeshStatus } from "../../../../tools/local-mesh/status";

const LOAD_BALANCERS = [
  {
    name: "client",
    dnsName: "client-1.us-east-1.elb.amazonaws.com",
    listeners: [{ port: 9090, protocol: "HTTP", address: { host: "127.0.0.1", port: 9090 } }],
  },
  {
    name: "ui",
    dnsName: "ui-1.us-east-1.elb.amazonaws.com",
    listeners: [{ port: 8500, protocol: "HTTP", address: { host: "127.0.0.1", port: 40001 } }],
  },
];

const STATUS: MeshStatus = {
  logs: ".local-mesh/dev/logs",
  services: [],
  loadBalancers: LOAD_BALANCERS,
  tasks: [
    {
      arn: "arn:aws:ecs:us-east-1:123456789012:task/mesh/0123456789abcdef",
      cluster: "mesh",
      family: "client-app",
      status: "RUNNING",
      health: "HEALTHY",
      containers: ["app", "consul-dataplane"],
      envoyAdmin: { host: "127.0.0.1", port: 40002 },
    },
  ],
  instances: [{ id: "i-1", name: "server-1", container: "consul-ecs-local-dev-i-1" }],
};

const OUTPUTS = {
  example_url: "http://client-1.us-east-1.elb.amazonaws.com:9090/ui",
  consul_ui_url_dc1: "http://ui-1.us-east-1.elb.amazonaws.com:8500/ui",
  bootstrap_token_command: "aws secretsmanager get-secret-value --secret-id 'arn'",
  bootstrap_token_secret_arn: "arn",
  roll_command: "(\nset -e\n)",
  mesh: { release: "0.10" },
};

test("an address of AWS is where the listener is here", () =>
  expect(onThisMachine(OUTPUTS.consul_ui_url_dc1, LOAD_BALANCERS)).toBe("http://127.0.0.1:40001/ui"));

test("a user is told the addresses, the logs, and the commands", () => {
  const text = describeMesh(".local-mesh/dev", OUTPUTS, STATUS);
  expect(text).toContain("  example         http://127.0.0.1:9090/ui");
  expect(text).toContain("  consul ui, dc1  http://127.0.0.1:40001/ui");
  expect(text).toContain("client-app 012345  http://127.0.0.1:40002");
  expect(text).toContain("  server-1  docker exec -it consul-ecs-local-dev-i-1 bash");
  expect(text).toContain("Logs: .local-mesh/dev/logs");
  expect(text).toContain('export PATH="$PWD/.local-mesh/dev/bin:$PATH"');
  expect(text).toContain("    aws secretsmanager get-secret-value --secret-id 'arn'");
  expect(text).toContain(" output -raw roll_command | sh");
  expect(text).toContain("--cluster mesh --task 0123456789abcdef --container app --interactive --command 'ls /'");
});

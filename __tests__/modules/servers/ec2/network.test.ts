import { TerraformOutput } from "cdktf";
import type { Release } from "../../../../modules/consul";
import { MeshSecurityGroup } from "../../../../modules/mesh/security-group";
import { Template, testStack } from "../../../helpers/template";
import { list, make, synthesize, TLS, userDataOf, type Resource } from "./given";

describe.each<[Release, boolean, string[]]>([
  ["0.10", false, ["tcp-8500", "tcp-8502"]],
  ["0.10", true, ["tcp-8501", "tcp-8503"]],
  ["0.6", false, ["tcp-8300", "tcp-8301", "tcp-8500"]],
  ["0.6", true, ["tcp-8300", "tcp-8301", "tcp-8501"]],
])("line %s, TLS %s", (release, tls, forwarded) => {
  const stack = testStack();
  const servers = make({ release, tls: tls ? TLS : undefined }, stack);
  const mesh = new MeshSecurityGroup(stack, "mesh", { release, name: "mesh", vpcId: "vpc-0a1b2c3d" });
  mesh.connectTo(servers);
  const template = Template.of(stack);

  test("the load balancer forwards what the tasks of the line reach, by TCP", () => {
    const listeners = list(template, "aws_lb_listener");
    expect(listeners.map(({ protocol, port }) => `${String(protocol).toLowerCase()}-${String(port)}`).sort()).toEqual(
      forwarded,
    );
    expect(template.resource("aws_lb")).toMatchObject({
      internal: true,
      load_balancer_type: "network",
      enable_cross_zone_load_balancing: true,
    });
  });

  test("a target is healthy when a leader answers through it", () => {
    for (const target of list(template, "aws_lb_target_group")) {
      expect(target).toMatchObject({
        health_check: {
          protocol: tls ? "HTTPS" : "HTTP",
          port: tls ? "8501" : "8500",
          path: "/v1/catalog/service/consul",
        },
      });
    }
  });

  test("the servers are open to themselves and to the mesh, and to no address", () => {
    const rules = list(template, "aws_security_group_rule").filter(
      ({ type, security_group_id }) => type === "ingress" && String(security_group_id).includes("server_security"),
    );
    const ports = (of: Resource[]) => of.map(({ protocol, from_port }) => `${String(protocol)}-${String(from_port)}`);
    const self = rules.filter((rule) => rule.self === true);
    expect(ports(self).sort()).toEqual([...new Set(["tcp-8300", "tcp-8301", "udp-8301", ...forwarded])].sort());
    const fromMesh = rules.filter((rule) => rule.source_security_group_id !== undefined);
    expect(ports(fromMesh).sort()).toEqual([...forwarded, ...(release === "0.6" ? ["udp-8301"] : [])].sort());
    expect(rules).toHaveLength(self.length + fromMesh.length);
  });
});

describe("what the mesh is told", () => {
  const address = /^\$\{aws_lb\..*\.dns_name\}$/;
  const told = (change: Parameters<typeof make>[0]) => {
    const stack = testStack();
    const servers = make(change, stack);
    const { hosts, retryJoin, httpAddress } = servers;
    new TerraformOutput(stack, "told", { value: { hosts, retryJoin, httpAddress } });
    const outputs = Template.of(stack).outputs as { told: { value: Record<string, string | string[]> } };
    return { servers, addresses: outputs.told.value };
  };

  test("is the load balancer's address, for both lines", () => {
    const { servers, addresses } = told({});
    expect(addresses.hosts).toMatch(address);
    expect(addresses.retryJoin).toEqual([addresses.hosts]);
    expect(addresses.httpAddress).toBe(`http://${String(addresses.hosts)}:8500`);
    expect(servers).toMatchObject({ datacenter: "dc1", acls: true, skipServerWatch: true });
    expect(servers.tls).toBeUndefined();
  });

  test("is https and the CA with TLS; the certificates name the address", () => {
    const { servers, addresses } = told({ tls: TLS });
    expect(addresses.httpAddress).toBe(`https://${String(addresses.hosts)}:8501`);
    expect(servers.tls).toEqual({
      enabled: true,
      caCertSecretArn: TLS.caCertSecretArn,
      httpsCaCertSecretArn: TLS.caCertSecretArn,
    });
    expect(userDataOf(synthesize({ tls: TLS }))).toMatch(/-additional-dnsname='\$\{aws_lb\..*\.dns_name\}'/);
  });
});

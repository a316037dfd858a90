import { holderOptions, holderScript, publishedPorts } from "../../../../tools/local-mesh/tasks/holder";

const PROPS = {
  name: "run-web-1",
  image: "busybox",
  network: "net",
  aliases: ["a.local", "b.local"],
  labels: { l: "1" },
};

test("the holder has the task's names, its ports on the loopback address, and what belongs to the network", () => {
  const options = holderOptions(
    {
      ipcMode: "task",
      containerDefinitions: [
        {
          portMappings: [{ containerPort: 9090 }, { containerPort: 8600, protocol: "udp" }],
          extraHosts: [{ hostname: "db", ipAddress: "10.1.2.3" }],
          dnsServers: ["10.0.0.2"],
          dnsSearchDomains: ["local"],
        },
        {
          portMappings: [{ containerPort: 20000, protocol: "tcp" }],
          dnsServers: ["10.0.0.2"],
          systemControls: [
            { namespace: "net.core.somaxconn", value: "9" },
            { namespace: "kernel.msgmax", value: "1" },
          ],
        },
      ],
    },
    PROPS,
  );
  const free = [{ HostIp: "127.0.0.1", HostPort: "" }];
  expect(options).toMatchObject({
    name: "run-web-1",
    Image: "busybox",
    Labels: { l: "1" },
    NetworkingConfig: { EndpointsConfig: { net: { Aliases: ["a.local", "b.local"] } } },
  });
  expect(options.HostConfig).toEqual({
    NetworkMode: "net",
    PortBindings: { "9090/tcp": free, "20000/tcp": free, "19900/tcp": free },
    CapAdd: ["NET_ADMIN"],
    Init: true,
    IpcMode: "shareable",
    ExtraHosts: ["db:10.1.2.3"],
    Dns: ["10.0.0.2"],
    DnsSearch: ["local"],
    Sysctls: { "net.ipv4.ip_unprivileged_port_start": "0", "net.core.somaxconn": "9" },
  });
});

test("Envoy's admin pages are behind a port that the task does not have, unless it maps them itself", () => {
  const ports = (...containerPorts: number[]) => ({
    containerDefinitions: [{ portMappings: containerPorts.map((containerPort) => ({ containerPort })) }],
  });
  expect(publishedPorts(ports()).get(19000)).toBe(19900);
  expect(publishedPorts(ports(19900, 19901)).get(19000)).toBe(19902);
  expect(publishedPorts(ports(19000)).get(19000)).toBe(19000);
  expect(holderScript(ports(), "10.0.0.5")).toContain("ip route add 169.254.170.2/32 via 10.0.0.5 || exit 1\n");
  expect(holderScript(ports(), "10.0.0.5")).toContain("nc 127.0.0.1 19000");
  expect(holderScript(ports(19000), "10.0.0.5")).not.toContain("nc");
});

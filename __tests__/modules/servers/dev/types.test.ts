import type { TerraformStack } from "cdktf";
import { RELEASES, releaseLine, type ConsulServers, type Release } from "../../../../modules/consul";
import { ServerCluster } from "../../../../modules/servers/cluster";
import { DevServer, type DevServerProps } from "../../../../modules/servers/dev";
import { testStack } from "../../../helpers/template";

const base = { clusterArn: "mesh", vpcId: "vpc-1", subnetIds: ["subnet-1"] };
const loadBalancer = { subnetIds: ["a", "b"] };
const tls = { caCertSecretArn: "c", caKeySecretArn: "k" };

it("does not compile what cannot be", () => {
  const props: DevServerProps[] = [
    { ...base, release: "0.10" },
    { ...base, release: "0.6", gossipEncryption: true },
    { ...base, release: "0.6", gossipEncryption: { keySecretArn: "k" } },
    // @ts-expect-error gossip is encrypted on line 0.6 only
    { ...base, release: "0.10", gossipEncryption: true },
    // @ts-expect-error there is no such line
    { ...base, release: "0.9" },
    // @ts-expect-error the line is not chosen for you
    { ...base },
    // @ts-expect-error a CA without its key
    { ...base, release: "0.10", tls: { caCertSecretArn: "c" } },
    // @ts-expect-error a bootstrap token is a value or that of a secret
    { ...base, release: "0.10", acls: { bootstrapToken: { value: "v", secretArn: "a" } } },
    // @ts-expect-error a licence is a value or that of a secret
    { ...base, release: "0.10", license: {} },
    // @ts-expect-error a secret itself
    { ...base, release: "0.10", license: "02MV4UU43BK5..." },
    // @ts-expect-error names of a certificate without TLS
    { ...base, release: "0.10", additionalDnsNames: ["a"] },
    // @ts-expect-error a way in without a load balancer
    { ...base, release: "0.10", loadBalancer: { ingressCidrBlocks: ["203.0.113.7/32"] } },
    // @ts-expect-error waiting without a load balancer
    { ...base, release: "0.10", waitForLeader: true },
    { ...base, release: "0.10", loadBalancer: { ...loadBalancer, waitForLeader: { timeoutSeconds: 60 } }, tls },
  ];
  expect(props).toHaveLength(14);
});

/** What a stack does that is written for every line: nothing here is cast, as long as what the line adds is spread first. */
function onAnyLine<R extends Release>(stack: TerraformStack, release: R): readonly ConsulServers[] {
  const props = { ...releaseLine(release).devServer.encryptedGossip, ...base, name: "lone", release };
  const cluster = { ...props, name: "three", serverCount: 3 as const };
  return [new DevServer(stack, "lone", props), new ServerCluster(stack, "three", cluster)];
}

it.each(RELEASES)("takes a line that is a type parameter, or one of a union: %s", (release) => {
  const stack = testStack();
  expect(onAnyLine(stack, release).map(({ gossipKeySecretArn }) => gossipKeySecretArn !== undefined)).toEqual(
    Array(2).fill(release === "0.6"),
  );
  new DevServer(stack, "server", { ...base, ...releaseLine(release).devServer.encryptedGossip, release });
});

it("infers the line from what is written, so that an option of the other one does not compile, and is refused", () => {
  const stack = testStack();
  const refused = "gossipEncryption is an option of release line 0.6";
  // @ts-expect-error gossip is encrypted on line 0.6 only
  const server = () => new DevServer(stack, "server", { ...base, release: "0.10", gossipEncryption: true });
  expect(server).toThrow(refused);
  const props = { ...base, name: "s", serverCount: 1 } as const;
  // @ts-expect-error gossip is encrypted on line 0.6 only
  const cluster = () => new ServerCluster(stack, "servers", { ...props, release: "0.10", gossipEncryption: true });
  expect(cluster).toThrow(refused);
});

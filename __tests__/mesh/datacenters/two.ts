import type { Address } from "../../../tools/local-mesh";
import { callFake } from "../helpers/call";
import type { Consul } from "../helpers/consul";
import { eventually } from "../helpers/eventually";
import type { MeshRun } from "../helpers/mesh-run";

/** The names of the parts of an environment with two datacenters. */
export function twoDatacenters(name: string) {
  const second = `${name}-dc2`;
  return {
    servers: { dc1: `${name}-consul-server-1`, dc2: `${second}-consul-server-1` },
    gateways: { dc1: `${name}-mesh-gateway`, dc2: `${second}-mesh-gateway` },
    client: `${name}-example-client-app`,
    server: `${name}-example-server-app`,
    tokenSecrets: { dc1: `${name}-consul-server-bootstrap-token`, dc2: `${second}-consul-server-bootstrap-token` },
  };
}

/** Where the example's load balancer listens on this machine. */
export function exampleAddress(run: MeshRun, { client }: ReturnType<typeof twoDatacenters>): Address {
  return run.entrance(client);
}

/** Waits until a service is in the catalog and all of its checks pass. */
export async function expectReady(consul: Consul, service: string): Promise<void> {
  await eventually(async () => {
    const statuses = (await consul.checks(service)).map(({ Status }) => Status);
    expect([service, new Set(statuses)]).toEqual([service, new Set(["passing"])]);
  }, 120);
}

/** Waits until the client answers with what it got from the server in the other datacenter. */
export async function expectCallThrough(
  run: MeshRun,
  names: ReturnType<typeof twoDatacenters>,
  seconds = 120,
): Promise<void> {
  await eventually(async () => {
    const answer = await callFake(exampleAddress(run, names));
    expect(answer).toMatchObject({ name: names.client, code: 200 });
    expect(Object.values(answer.upstream_calls ?? {})).toMatchObject([{ name: names.server, code: 200 }]);
  }, seconds);
}

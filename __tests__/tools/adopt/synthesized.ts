import type { TerraformStack } from "cdktf";
import { AclController } from "../../../modules/mesh/controller";
import { GatewayTask } from "../../../modules/mesh/gateway";
import { MeshTask } from "../../../modules/mesh/task";
import { DevServer } from "../../../modules/servers/dev";
import { ExternalConsulServers } from "../../../modules/servers/external";
import { secretVariable } from "../../../modules/aws";
import type { ConsulServers } from "../../../modules/consul";
import type { ReadBack } from "../../../tools/adopt";
import { synthesizeConstructs, type WrittenStack } from "../../../tools/parity";

/** The stack with the construct of a module call that was read back. */
export function synthesized(readBack: ReadBack): WrittenStack {
  return synthesizeConstructs((stack) => make(stack, readBack));
}

/** The compiler judges what is written of the props; here they are data. */
function make(stack: TerraformStack, { construct, release, props, servers, secrets = [] }: ReadBack): void {
  const given = secrets.map(({ prop, variable, description }) => [
    prop,
    { value: secretVariable(stack, variable, description).stringValue },
  ]);
  const all = {
    ...props,
    ...(Object.fromEntries(given) as object),
    release,
    ...(servers && { servers: ExternalConsulServers.fromAttributes(servers as unknown as ConsulServers) }),
  };
  const constructs = { MeshTask, AclController, GatewayTask, DevServer };
  const Made = constructs[construct] as unknown as new (scope: TerraformStack, id: string, props: object) => object;
  new Made(stack, "call", all);
}
